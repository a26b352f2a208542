"""The dashboard in a browser: pages draw themselves, filters change numbers, links are shared, nothing leaves
the machine, and a label is only text.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from journeymine.present.dashboard import serving
from journeymine.present.dashboard.pages.catalogue import PAGES
from tests.present.dashboard.editions import plain, publish_generation
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


@contextmanager
def served(warehouse: Path) -> Generator[str]:
    """The dashboard of a warehouse, as the command serves it; gives its address."""
    with serving.listen(0) as listener:
        server = serving.make_server(warehouse, listener)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_generation(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def address(warehouse: Path) -> Iterator[str]:
    with served(warehouse) as found:
        yield found


class Visit:
    """A page with what it said and whom it asked."""

    def __init__(self, browser: Browser, address: str, search: str = "", *, width: int = 1280) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.set_default_timeout(60_000)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.address = address
        self.page.goto(address + search)
        self.page.wait_for_selector("#content h1")

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def shows(self, text: str) -> None:
        """Wait until the content holds a text."""
        self.page.locator("#content").get_by_text(text).first.wait_for()

    def drawn(self) -> int:
        """Number of pictures, each waited for."""
        plots = self.page.locator(".plot")
        for number in range(plots.count()):
            plots.nth(number).locator(".main-svg").first.wait_for()
        return plots.count()

    def close(self) -> None:
        """Nothing was said on the console, and nobody else was asked."""
        assert self.said == []
        assert [url for url in self.asked if not url.startswith((self.address, "data:", "blob:"))] == []
        self.page.close()


def test_every_page_draws_itself(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    drawn: dict[str, int] = {}
    for place, page in enumerate(PAGES):
        link = visit.page.locator("a.page-link").nth(place)
        title = link.inner_text().strip()
        link.click()
        visit.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
        drawn[page.name] = visit.drawn()
        assert visit.page.locator("a.page-link[data-active]").count() == 1
        assert visit.page.locator("a.page-link[aria-current=page]").inner_text().strip() == title
        assert visit.page.title().startswith(title)
    assert {name for name, count in drawn.items() if count} == {
        "overview",
        "lost",
        "carts",
        "movement",
        "voice",
        "forks",
        "changes",
    }
    visit.close()


def test_a_filter_changes_numbers_and_address(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    visit.shows("All 900 journeys")
    visit.page.locator("#device").press("Enter")
    visit.page.get_by_role("option", name="mobile").click()
    visit.shows("459 of 900 journeys")
    assert visit.page.url == address + "?device=mobile"
    visit.page.locator("a.page-link[href*='page=carts']").click()
    visit.page.wait_for_url("**/?page=carts&device=mobile")
    visit.shows("459 of 900 journeys")
    visit.page.go_back()
    visit.page.go_back()
    visit.shows("All 900 journeys")
    assert visit.page.locator("#filters .mantine-Pill-root").count() == 0
    visit.close()


def test_a_link_shows_what_its_sender_saw(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, "?page=movement&device=desktop&persona=quick")
    visit.shows("114 of 900 journeys, by 114 customers")
    pills = visit.page.locator("#filters .mantine-Pill-label").all_inner_texts()
    assert pills == ["desktop", "Quick buyers"]
    visit.page.locator("#clear").click()
    visit.shows("All 900 journeys")
    assert visit.page.url == address + "?page=movement"
    visit.close()


def test_a_period_is_chosen_by_keyboard(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    visit.page.locator("#period").press("Enter")
    visit.page.get_by_role("button", name="Last 90 days").press("Enter")
    visit.page.wait_for_url("**/?since=2025-04-02&until=2025-06-30")
    visit.page.locator(".extent", has_text=re.compile(r"^\d+ of 900 journeys")).wait_for()
    visit.close()


def test_too_few_customers_are_not_shown(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, "?page=lost&until=2024-01-01")
    visit.shows("No journey matches these filters.")
    assert visit.page.locator(".plot").count() == 0
    visit.close()


def test_arabic_runs_from_right_to_left(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, "?page=map&device=mobile")
    visit.page.get_by_role("link", name="العربية").click()
    visit.page.wait_for_url("**/?page=map&lang=ar&device=mobile")
    visit.shows("التوصية")
    assert visit.page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == [
        "rtl",
        "ar",
    ]
    sidebar, main = (visit.page.locator(name).bounding_box() for name in (".sidebar", "main"))
    assert sidebar is not None
    assert main is not None
    assert sidebar["x"] > main["x"]
    visit.page.locator(".ag-root.ag-rtl, .ag-rtl .ag-root").first.wait_for()
    first, second = (visit.page.locator(".ag-header-cell").nth(place).bounding_box() for place in (0, 1))
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]
    visit.close()


@pytest.mark.parametrize("search", ["", "?page=map&lang=pl", "?page=actions", "?page=personas&lang=ar"])
def test_a_phone_has_room_for_it(browser: Browser, address: str, search: str) -> None:
    visit = Visit(browser, address, search, width=390)
    visit.drawn()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 390
    toggle = visit.page.locator("#menu-toggle")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.press("Enter")
    visit.page.locator("a.page-link").nth(3).click()
    visit.page.wait_for_url("**page=carts**")
    visit.page.locator("#menu-panel:not(.open)").wait_for(state="attached")
    assert toggle.get_attribute("aria-expanded") == "false"
    visit.close()


def test_the_table_sorts_by_figures(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, "?page=map")
    visit.page.locator(".ag-header-cell[col-id='customers']").click()
    cells = visit.page.locator(".ag-cell[col-id='customers']")
    visit.page.locator(".ag-header-cell[col-id='customers'][aria-sort='descending']").wait_for()
    rows = sorted(
        (int(str(row.get_attribute("row-index"))), row.locator("[col-id='customers']").inner_text())
        for row in visit.page.locator(".ag-row").all()
    )
    shown = [int(text) for _, text in rows if text.isdigit()]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) > 15
    assert cells.count() == len(rows)
    visit.close()


def test_a_label_is_only_text(browser: Browser, tmp_path: Path) -> None:
    tables = dict(published_tables())
    for name in ("stages", "touchpoints", "personas"):
        tables[name] = renamed(tables[name], "label")
    told = {**plain(about()), "title": HOSTILE}
    with served(publish_generation(tmp_path, tables=tables, told=told)) as address:
        visit = Visit(browser, address)
        assert visit.page.locator(".map-title").inner_text() == HOSTILE
        for page in PAGES:
            visit.page.goto(f"{address}?page={page.name}")
            visit.page.wait_for_selector("#content h1")
            visit.drawn()
        assert visit.page.locator("#content img[src='x']").count() == 0
        visit.close()


def test_a_new_generation_shows_itself(browser: Browser, tmp_path: Path) -> None:
    warehouse = publish_generation(tmp_path)
    with served(warehouse) as address:
        visit = Visit(browser, address)
        visit.page.locator("#edition", has_text="Generation 1").wait_for()
        tables = dict(published_tables())
        tables["journeys"] = tables["journeys"].slice(0, 500)
        publish_generation(warehouse, gen=2, tables=tables)
        visit.page.locator("#edition", has_text="Generation 2").wait_for(timeout=15_000)
        visit.shows("All 500 journeys")
        visit.close()
