"""Survey answers: one CSV of NPS and CSAT, wall clock in Warsaw without a zone, comments in three languages.

It begins with a byte order mark, as spreadsheets do; comments hold line ends, quotes and Arabic digits.
"""

from pathlib import Path

from data.generator.accounts import FileAccount
from data.generator.clock import SUMMER_TIME_STARTS, warsaw_text
from data.generator.csvfile import (
    BAD_TIME,
    FUTURE,
    NO_IDENTITY,
    NO_TIME,
    TOO_MANY,
    Export,
    Row,
    columns,
    write_export,
)
from data.generator.story import Story
from data.generator.surveys import Answer

SOURCE = "survey"
IN_THE_GAP = "2026-03-29 02:30:00"


def write_survey(folder: Path, stories: tuple[Story, ...]) -> list[FileAccount]:
    """Write the file below `folder` and return its account."""
    answers = [answer for story in stories for answer in story.answers]
    answers.sort(key=lambda answer: (answer.at, answer.person.number))
    in_the_gap = next(index for index, answer in enumerate(answers) if answer.at >= SUMMER_TIME_STARTS)
    export = Export(
        path="survey/nps_csat.csv",
        source=SOURCE,
        header=columns(
            "response_id submitted_at survey score comment email customer_number touchpoint language"
        ),
        rows=[_row(index, answer, is_in_gap=index == in_the_gap) for index, answer in enumerate(answers)],
        duplicates=4,
        faults=((NO_IDENTITY, 3), (NO_TIME, 1), (BAD_TIME, 2), (FUTURE, 1), (TOO_MANY, 1)),
        times=("submitted_at",),
        keys=("email", "customer_number"),
        has_mark=True,
        kind_of=lambda row: row[2],
    )
    return [write_export(folder, export)]


def _row(index: int, answer: Answer, *, is_in_gap: bool) -> Row:
    return (
        *(f"R_{40_000 + 3 * index}", IN_THE_GAP if is_in_gap else warsaw_text(answer.at), answer.survey),
        *(str(answer.score), answer.comment, _email(index, answer)),
        *(
            answer.person.user_id if answer.has_number else "",
            answer.touchpoint,
            answer.person.place.language,
        ),
    )


def _email(index: int, answer: Answer) -> str:
    """Write the address as people do: some in capitals, some with a blank after it."""
    if not answer.has_email:
        return ""
    email = answer.person.email
    if index % 9 == 4:
        return email.upper()
    return f"{email} " if index % 13 == 6 else email
