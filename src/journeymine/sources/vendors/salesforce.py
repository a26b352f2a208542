"""Salesforce objects as CSV: API names (`CreatedDate`) and the snake case of connectors (`created_date`)
alike.

Report exports with labels and local dates are another matter: read them as `vendor: table` with a time
format.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Column, Layout, column, required

_UNKEPT = frozenset(
    [
        "systemmodstamp",
        "lastmodifieddate",
        "lastmodifiedbyid",
        "lastvieweddate",
        "lastreferenceddate",
        "lastactivitydate",
        "lastcurequestdate",
        "lastcuupdatedate",
        "ownerid",
        "createdbyid",
        "photourl",
        "name",
        "firstname",
        "lastname",
        "title",
        "assignedtonamec",
        "recordtypeid",
        "isdeleted",
    ]
)
_ID = required("id", "the record's id, 15 or 18 characters; vendor documentation")
_CREATED = required("created_date", "when the record was made; vendor documentation")
_DELETED = column("is_deleted", "whether it lies in the recycle bin; vendor documentation")
_SOURCE = column("lead_source", "where the person came from; vendor documentation")
_MASTER = column("master_record_id", "the record that it was merged into; vendor documentation")
_PERSON = (
    column("email", "e-mail address; vendor documentation"),
    column("phone", "phone number; vendor documentation"),
    column("mobile_phone", "mobile number; vendor documentation"),
    column(
        "customer_number",
        "the shop's own customer number, a custom field",
        "customer_number_c",
        "customer_id_c",
        "external_id_c",
        "user_id_c",
    ),
)
_MONEY = (
    column("amount", "expected or won money; vendor documentation"),
    column("currency_iso_code", "currency of the amount; vendor documentation"),
)
_UTM = (
    column("utm_source", "traffic source, a custom field", "utm_source_c"),
    column("utm_medium", "traffic medium, a custom field", "utm_medium_c"),
    column("utm_campaign", "campaign, a custom field", "utm_campaign_c"),
)
_ACTIVITY = (
    column("who_id", "lead or contact; vendor documentation"),
    column("what_id", "opportunity or other record; vendor documentation"),
    column("subject", "free text; vendor documentation"),
    column("description", "free text; vendor documentation"),
    column("type", "call, e-mail, meeting; vendor documentation"),
    column("activity_date", "day of the activity; vendor documentation"),
)


def _layout(entity: str, times: str, *columns: Column) -> Layout:
    return Layout("salesforce", entity, columns, tuple(times.split()), ignores_case=True, unkept=_UNKEPT)


LAYOUTS = (
    _layout(
        "lead",
        "created_date converted_date",
        _ID,
        _CREATED,
        _DELETED,
        _MASTER,
        *_PERSON,
        column("status", "where the lead stands; vendor documentation"),
        _SOURCE,
        column("is_converted", "whether it became a contact; vendor documentation"),
        column("converted_date", "day on which it did; vendor documentation"),
        column("converted_contact_id", "the contact that it became; vendor documentation"),
        column("converted_opportunity_id", "the opportunity opened with it; vendor documentation"),
        *_UTM,
    ),
    _layout("contact", "created_date", _ID, _CREATED, _DELETED, _MASTER, *_PERSON, _SOURCE, *_UTM),
    _layout(
        "contact_history",
        "valid_from",
        _ID,
        required("valid_from", "since when the row holds, as connectors add it", "_fivetran_start"),
        _DELETED,
        _MASTER,
        *_PERSON,
    ),
    _layout(
        "opportunity",
        "created_date close_date",
        _ID,
        _CREATED,
        _DELETED,
        column("contact_id", "its contact; vendor documentation"),
        column("stage_name", "its stage as it stands; vendor documentation"),
        *_MONEY,
        column("close_date", "day of closing, expected or real; vendor documentation"),
        column("is_closed", "whether it is closed; vendor documentation"),
        column("is_won", "whether it is won; vendor documentation"),
        _SOURCE,
        column("campaign_id", "its campaign; vendor documentation"),
    ),
    _layout(
        "opportunity_history",
        "created_date valid_from",
        _ID,
        _CREATED,
        _DELETED,
        column("opportunity_id", "the opportunity; vendor documentation"),
        column("valid_from", "since when the row holds, as connectors add it", "_fivetran_start"),
        required("stage_name", "stage that was entered; vendor documentation"),
        *_MONEY,
        column("forecast_category", "Closed where the stage is won; vendor documentation"),
        column("is_won", "whether the stage is won, as connectors add it"),
    ),
    _layout(
        "opportunity_field_history",
        "created_date",
        _ID,
        _CREATED,
        _DELETED,
        required("opportunity_id", "the opportunity; vendor documentation"),
        required("field", "the field that changed; vendor documentation"),
        column("old_value", "its value before; vendor documentation"),
        column("new_value", "its value after; vendor documentation"),
    ),
    _layout(
        "task",
        "completed_date_time activity_date created_date",
        _ID,
        _CREATED,
        _DELETED,
        *_ACTIVITY,
        column("status", "Completed where it was done; vendor documentation"),
        column("is_closed", "whether it was done; vendor documentation"),
        column("task_subtype", "call, e-mail or plain task; vendor documentation"),
        column("call_duration_in_seconds", "length of a call; vendor documentation"),
        column("completed_date_time", "when it was done; vendor documentation"),
    ),
    _layout(
        "event",
        "start_date_time activity_date_time activity_date created_date",
        _ID,
        _CREATED,
        _DELETED,
        *_ACTIVITY,
        column("start_date_time", "start of the meeting; vendor documentation"),
        column("activity_date_time", "start of the meeting; vendor documentation"),
        column("duration_in_minutes", "its length; vendor documentation"),
    ),
    _layout(
        "campaign_member",
        "created_date first_responded_date",
        _ID,
        _CREATED,
        _DELETED,
        column("campaign_id", "the campaign; vendor documentation"),
        column("campaign_name", "its name, where the export joins it", "Campaign.Name"),
        column("lead_id", "the lead; vendor documentation"),
        column("contact_id", "the contact; vendor documentation"),
        column("status", "Sent, Responded or the company's own; vendor documentation"),
        column("has_responded", "whether the status is an answer; vendor documentation"),
        column("first_responded_date", "day of the first answer; vendor documentation"),
    ),
    _layout("campaign", "", _ID, column("type", "kind of campaign; vendor documentation"), _DELETED),
)


def parameters(source: Source) -> Mapping[str, object]:
    """Which histories are read: an act that one of them tells is not told by the record as well."""
    histories = {"opportunity_history", "opportunity_field_history"}
    return {
        "has_stage_history": "opportunity_history" in source.files,
        "has_any_history": not histories.isdisjoint(source.files),
    }
