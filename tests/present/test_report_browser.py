"""The report in a browser: it draws itself, runs nothing foreign, asks nothing of the network, fits phone
and paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from journeymine.present.report import write_report
from tests.present.fixtures import about, published_tables
from tests.present.test_figures import HOSTILE, renamed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(published_tables(), about(), tmp_path_factory.mktemp("report") / "report.html")


class Visit:
    """A page with what it said and asked for."""

    def __init__(self, browser: Browser, path: Path, width: int) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def draw_all(self) -> int:
        """Scroll each picture into view, wait until it is drawn, and count them."""
        plots = self.page.locator(".plot")
        for number in range(plots.count()):
            plots.nth(number).scroll_into_view_if_needed()
            self.page.wait_for_selector(f"#{plots.nth(number).get_attribute('id')}.drawn .main-svg")
        return plots.count()


def test_draws_everything_and_asks_for_nothing(browser: Browser, report: Path) -> None:
    visit = Visit(browser, report, 1280)
    assert visit.draw_all() == 14
    assert visit.said == []
    assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []


def test_pictures_wait_until_they_are_near(browser: Browser, report: Path) -> None:
    visit = Visit(browser, report, 1280)
    assert visit.page.locator(".plot.drawn").count() < 4


def test_fits_a_phone(browser: Browser, report: Path) -> None:
    visit = Visit(browser, report, 360)
    visit.draw_all()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 360
    head = visit.page.locator("table thead").first.bounding_box()
    assert head and head["width"] <= 1


def test_paper_holds_every_picture(browser: Browser, report: Path) -> None:
    visit = Visit(browser, report, 1280)
    assert visit.page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")
    assert visit.page.locator(".plot.drawn").count() == visit.page.locator(".plot").count()


def test_arabic_runs_from_the_right(browser: Browser, tmp_path: Path) -> None:
    visit = Visit(browser, write_report(published_tables("ar"), about("ar"), tmp_path / "r.html"), 1280)
    heads = visit.page.locator(".stage .head")
    first, last = heads.first.bounding_box(), heads.last.bounding_box()
    assert first and last
    assert first["x"] > last["x"]
    assert visit.draw_all() == 14
    assert visit.said == []


def test_hostile_labels_show_literally_and_run_nothing(browser: Browser, tmp_path: Path) -> None:
    tables = dict(published_tables())
    for name in ("stages", "touchpoints", "personas"):
        tables[name] = renamed(tables[name], "label")
    visit = Visit(browser, write_report(tables, about(), tmp_path / "r.html"), 1280)
    visit.draw_all()
    assert visit.said == []
    assert visit.page.locator("img").count() == 0
    assert HOSTILE in visit.page.locator(".stage h4").first.inner_text()
    ticks = visit.page.locator("#plot-movement .ytick text").first.text_content()
    assert ticks and ticks.startswith("<img src=x oner")


def test_foreign_code_is_refused_even_if_it_got_in(browser: Browser, report: Path, tmp_path: Path) -> None:
    page = report.read_text(encoding="utf-8")
    planted = tmp_path / "planted.html"
    planted.write_text(
        page.replace("<main ", "<script>window.ran = 1</script><img src=x onerror='ran=1'><main ", 1)
    )
    visit = Visit(browser, planted, 1280)
    assert visit.page.evaluate("typeof window.ran") == "undefined"
    assert any("Content Security Policy" in line for line in visit.said)
