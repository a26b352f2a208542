"""The look: the theme's colours as CSS variables, the report's style sheet for its blocks, and the calendar's
words.

Both are served by the dashboard itself; nothing comes from another host.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from flask import Flask, Response

from journeymine.present import theme
from journeymine.present.words import LANGUAGES

STYLE, CALENDAR = "/look/style.css", "/look/calendar.js"
_DAYS = (6, 0, 1, 2, 3, 4, 5)  # Babel counts from Monday, the calendar from Sunday


def serve_look(server: Flask) -> None:
    """Serve the style sheet and the calendar's words."""

    @server.get(STYLE)
    def style() -> Response:
        return Response(style_sheet(), mimetype="text/css")

    @server.get(CALENDAR)
    def calendar() -> Response:
        return Response(calendar_words(), mimetype="text/javascript")


@cache
def style_sheet() -> str:
    """The theme as variables, and the report's rules for everything inside `.report`."""
    colours = {
        name: value
        for name, value in vars(theme).items()
        if name.isupper() and isinstance(value, str) and value.startswith("#")
    }
    variables = "".join(
        f"--{name.lower().replace('_', '-')}:{value};" for name, value in sorted(colours.items())
    )
    rules = resources.files("journeymine.present").joinpath("templates", "report.css").read_text("utf-8")
    return f":root{{{variables}--font:{theme.FONT}}}\n.report{{\n{rules}\n}}\n"


@cache
def calendar_words() -> str:
    """Names of months and days in every language (CLDR), as the date picker looks for them."""
    return "\n".join(f"window.dayjs_locale_{language} = {_names(language)};" for language in LANGUAGES)


def _names(language: str) -> str:
    from babel import Locale

    locale = Locale.parse(language)
    alone, inside = locale.months["stand-alone"], locale.months["format"]
    days = locale.days["stand-alone"]
    heads = days["short"] if max(map(len, days["short"].values())) <= 3 else days["narrow"]
    names = {
        "name": language,
        "months": [alone["wide"][month] for month in range(1, 13)],
        "monthsShort": [inside["abbreviated"][month] for month in range(1, 13)],
        "weekdays": [days["wide"][day] for day in _DAYS],
        "weekdaysShort": [days["abbreviated"][day] for day in _DAYS],
        "weekdaysMin": [heads[day] for day in _DAYS],
        "weekStart": 1,
    }
    text = json.dumps(names, ensure_ascii=True)
    return f"{text[:-1]}, ordinal: String, formats: {{}}}}"
