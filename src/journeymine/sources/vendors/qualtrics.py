"""Qualtrics: the responses export with its three header lines, and the tables that a connector writes.

What a survey asks differs from survey to survey: its columns are found by the third header line and by the
name that Qualtrics gives to a recommendation question (`<question>_NPS_GROUP`).
"""

from __future__ import annotations

from journeymine.sources.layouts import Column, Layout, column, required

_UNKEPT = frozenset(
    [
        *("locationlatitude", "locationlongitude", "startdate", "recipientfirstname", "recipientlastname"),
        *(
            "recipientname",
            "fivetransynced",
            "fivetranid",
            "updatedat",
            "surveylink",
            "surveysessionid",
            "lastmodifieddate",
        ),
    ]
)
_DELETED = column("_fivetran_deleted", "whether the record was deleted; connector documentation")


_SYNCED = column("_fivetran_synced", "there where a connector wrote the row, in UTC; connector documentation")


_PART_UNKEPT = frozenset(
    [
        "text",
        "value",
        "question",
        "subquestiontext",
        "subquestionkey",
        "questionoptionkey",
        "loopid",
        "importid",
    ]
)


def _layout(entity: str, *columns: Column, model: str = "") -> Layout:
    unkept = _UNKEPT | _PART_UNKEPT if model.endswith("_part") else _UNKEPT
    return Layout("qualtrics", entity, columns, ignores_case=True, unkept=unkept, model=model)


def _responses(entity: str) -> Layout:
    """A row per response, with whatever its survey asks in columns of their own."""
    return _layout(
        entity,
        required("response_id", "the response's id; vendor documentation", "id"),
        required("recorded_date", "when it was stored; vendor documentation"),
        column("end_date", "when the respondent was last there; vendor documentation"),
        column("status", "preview, test, spam or a real one, as word or number; vendor documentation"),
        column("ip_address", "address of the respondent; vendor documentation"),
        column("finished", "whether it was sent off; vendor documentation"),
        column("progress", "per cent of the survey that was seen; vendor documentation"),
        column("duration", "seconds; vendor documentation", "Duration (in seconds)", "duration_in_seconds"),
        column("recipient_email", "e-mail address; vendor documentation", "email"),
        column("recipient_phone", "phone number; vendor documentation", "phone"),
        column(
            "external_reference",
            "the company's own customer number; vendor documentation",
            *("external_data_reference", "customer_number", "customer_id", "user_id"),
        ),
        column("distribution_channel", "email, anonymous, qr and the like; vendor documentation"),
        column("user_language", "language of the survey; vendor documentation"),
        column("survey_id", "the survey; connector documentation"),
        column("touchpoint", "the touchpoint that was asked about, as embedded data"),
        column("nps", "0 to 10, where the survey names its columns so", "nps_score"),
        column("csat", "1 to 5, likewise", "csat_score"),
        column("ces", "1 to 7, likewise", "ces_score"),
        column("stars", "1 to 5, likewise"),
        column("score", "an answer in the scale that `score_kind` names", "rating"),
        column("comment", "free text", "comments", "feedback", "verbatim"),
        _SYNCED,
        _DELETED,
        model="qualtrics__response",
    )


def _part(entity: str) -> Layout:
    """A table with a row per answered question or embedded value of a response."""
    return _layout(
        entity,
        required("response_id", "the response; connector documentation"),
        column("name", "the question's or value's name; connector documentation", "question_id", "key"),
        model="qualtrics__response_part",
    )


def _contact(entity: str) -> Layout:
    """A table of the people who may be asked."""
    return _layout(
        entity,
        required("id", "the contact; connector documentation"),
        column("email", "e-mail address; connector documentation"),
        column("phone", "phone number; connector documentation"),
        column(
            "external_data_reference",
            "the company's own customer number; connector documentation",
            *("ext_ref", "external_reference"),
        ),
        _DELETED,
        model="qualtrics__contact",
    )


def _definition(entity: str) -> Layout:
    """A table that defines surveys and lists; its rows are no acts and name no customer."""
    names = ("question_id", "block_id")
    return _layout(
        entity,
        required("id", "the record's id; connector documentation", *names),
        column("survey_id", "the survey; connector documentation"),
        column("key", "place of an option; connector documentation"),
        _DELETED,
        model="qualtrics__definition",
    )


LAYOUTS = (
    _responses("responses"),
    _responses("survey_response"),
    _part("question_response"),
    _part("survey_embedded_data"),
    _layout(
        "distribution_contact",
        required("contact_id", "the contact; connector documentation"),
        required("distribution_id", "the mailing; connector documentation"),
        column("sent_at", "when the invitation went out, UTC; connector documentation"),
        column("opened_at", "when it was opened, UTC; connector documentation"),
        column("response_started_at", "when the survey was begun, UTC; connector documentation"),
        column("response_completed_at", "when it was sent off, UTC; connector documentation"),
        column("response_id", "the response; connector documentation"),
        column("status", "as it stands; connector documentation"),
    ),
    _contact("directory_contact"),
    _contact("core_contact"),
    _layout(
        "contact_mailing_list_membership",
        required("contact_id", "the contact; connector documentation"),
        required("mailing_list_id", "the list; connector documentation"),
        column("unsubscribe_date", "when the contact left it, UTC; connector documentation"),
    ),
    _layout("user", required("id", "a member of the company's own staff; connector documentation")),
    *(
        _definition(entity)
        for entity in (
            *("survey", "survey_version", "question", "question_option", "sub_question", "block"),
            *("block_question", "distribution", "directory", "directory_mailing_list", "core_mailing_list"),
        )
    ),
)
