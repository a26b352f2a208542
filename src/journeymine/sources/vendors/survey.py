"""Survey answers as CSV: one row per answer with its scale in a column, or one column per scale; names as
common tools have them.
"""

from __future__ import annotations

from dataclasses import replace

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, required

_SCALES = ("nps", "csat", "ces", "stars")

LAYOUTS = (
    Layout(
        "survey",
        "answers",
        (
            column("response_id", "the answer's id", "id", "response"),
            required(
                "submitted_at",
                "when it was given",
                *(
                    "created_at",
                    "recorded_date",
                    "answered_at",
                    "responded_at",
                    "end_date",
                    "timestamp",
                    "date",
                ),
            ),
            column("survey", "its scale: nps, csat, ces, stars", "survey_type", "score_kind", "kind", "type"),
            column("score", "the answer, a number of its scale", "rating", "answer"),
            column("nps", "0 to 10, where each scale has a column of its own", "nps_score"),
            column("csat", "1 to 5, likewise", "csat_score"),
            column("ces", "1 to 7, likewise", "ces_score"),
            column("stars", "1 to 5, likewise"),
            column("comment", "free text", "comments", "feedback", "verbatim"),
            column("email", "e-mail address", "e-mail", "recipient_email", "customer_email"),
            column(
                "customer_number",
                "the shop's own customer number",
                *("customer_id", "external_reference", "external_id", "customer"),
            ),
            column("user_id", "account of the shop", "user"),
            column("phone", "phone number", "recipient_phone"),
            column("touchpoint", "the touchpoint that was asked about"),
            column("language", "language of the answer", "lang", "user_language", "locale"),
            column("status", "preview or test where it is no real answer"),
        ),
        times=("submitted_at",),
        one_of=(
            ("score", *_SCALES),
            ("survey", *_SCALES),
            ("email", "customer_number", "user_id", "phone"),
        ),
        ignores_case=True,
        takes_epoch=True,
        unkept=frozenset(
            ["updatedat", "progress", "durationinseconds", "locationlatitude", "locationlongitude"]
        ),
    ),
)


def for_source(layout: Layout, source: Source) -> Layout:
    """The layout for one source: with `score_kind` in the journey file, no column need tell the scale."""
    if source.score_kind is None:
        return layout
    return replace(layout, one_of=tuple(group for group in layout.one_of if group[0] != "survey"))
