"""The report: one HTML file that holds all it needs, for a reader who opens it on a desk, a phone or paper.

From the published tables and About; no request leaves the page, and the same tables give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pyarrow as pa
from markupsafe import Markup

from journeymine.present import theme
from journeymine.present.about import About
from journeymine.present.blocks import FigureBlock, Section
from journeymine.present.sections import build_sections
from journeymine.present.words import Words


def write_report(tables: Mapping[str, pa.Table], about: About, path: Path) -> Path:
    """Write the report of one generation.

    Args:
        tables: published tables by name; those absent count as empty.
        about: the generation, its settings and the accounts of its sources.
        path: file to write; its folder is made where needed.

    Returns:
        The path written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_report(tables, about), encoding="utf-8", newline="\n")
    return path


def render_report(tables: Mapping[str, pa.Table], about: About) -> str:
    """The report as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("journeymine.present"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sections = build_sections(tables, about)
    words = Words(about.language)
    scripts = (_plotly_script(), _text("report.js"))
    return environment.get_template("report.html.j2").render(
        about=about,
        say=words.phrases,
        is_rtl=words.is_rtl,
        sections=sections,
        edition=_edition(about, words),
        policy=_policy(scripts),
        style=Markup(_style()),
        scripts=[Markup(script) for script in scripts],
        drawings=_json_for_script(_drawings(sections)),
    )


def _edition(about: About, words: Words) -> str:
    from journeymine.present.numbers import Numbers

    numbers = Numbers(about.language)
    as_of, generation = numbers.moment(about.as_of), numbers.count(about.generation)
    return words.phrases.edition.format(as_of=as_of, generation=generation, run=about.run_id)


def _text(name: str) -> str:
    return resources.files("journeymine.present").joinpath("templates", name).read_text("utf-8")


def _plotly_script() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _policy(scripts: tuple[str, ...]) -> str:
    """Content security policy: these scripts by their hashes, styles inline, pictures in the page, no
    network.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    rules = ("default-src 'none'", f"script-src {hashes}", "style-src 'unsafe-inline'", "img-src data:")
    return "; ".join((*rules, "base-uri 'none'", "form-action 'none'"))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _style() -> str:
    """The style sheet, its colours and fonts those of the pictures."""
    named = {name.lower(): getattr(theme, name) for name in _COLOURS}
    variables = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in sorted(named.items()))
    return f":root{{{variables}--font:{theme.FONT}}}\n{_text('report.css')}"


_COLOURS = (
    "INK", "MUTED", "FAINT", "HAIRLINE", "WASH", "PAPER", "FORWARD", "SKIP", "BACK", "DROPPED",
    "OPEN", "CONVERTED", "OTHER", "BUYER", "OWNER", "BUYER_WASH", "OWNER_WASH",
)  # fmt: skip


def _drawings(sections: tuple[Section, ...]) -> dict[str, object]:
    figures = {
        block.name: dict(block.data)
        for section in sections
        for block in section.blocks
        if isinstance(block, FigureBlock)
    }
    template = json.loads(json.dumps(theme.template().to_plotly_json()))
    return {"template": template, "figures": figures}


def _json_for_script(value: object) -> Markup:
    """JSON that cannot end its script element, whatever its texts hold."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for sign, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(sign, code)
    return Markup(text)
