"""HubSpot objects, histories and e-mail events: the tables of connectors (`property_email`), objects of the
API as JSON lines (`properties.email`), and exports of the screen (`Email`, `Record ID`) alike.

Times are ISO text, local text of a screen export, or milliseconds since 1970, as e-mail events and activities
of the API's first version have.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Column, Layout, column, fold, required

_PERSONAL = """
    company city gender industry school degree website jobtitle message dealname email_1 email_2 email_3
    hs_email_domain fields_of_study field_of_study graduation_date marital_status military_status
    relationship_status job_function linkedinbio twitterbio twitterhandle hs_linkedin_url hs_latitude
    hs_longitude ip_city hs_ip_timezone hs_full_name_or_email hs_facebook_click_id hs_google_click_id
    hs_searchable_calculated_phone_number hs_searchable_calculated_mobile_number hs_whatsapp_phone_number
    hs_calculated_phone_number hs_calculated_mobile_number hs_analytics_first_url hs_analytics_last_url
    hs_analytics_source_data_2 hs_latest_source_data_1 hs_latest_source_data_2 hs_note_body hs_body_preview
    hs_body_preview_html hs_task_body hs_task_subject hs_email_html hs_email_headers hs_email_from_email
    hs_email_to_email hs_email_cc_email hs_email_bcc_email hs_email_sender_email hs_call_from_number
    hs_call_to_number hs_call_recording_url hs_meeting_location hs_meeting_internal_notes hs_attachment_ids
"""
_INTERNAL = """
    id type properties propertieswithhistory metadata sentby causedby engagement archived createdat updatedat
    created_at lastmodifieddate hs_lastmodifieddate hs_object_id hs_createdate hs_modified_by portal_id
    hubspot_owner_id hubspot_team_id hs_all_owner_ids hs_all_team_ids hs_all_accessible_team_ids
    hs_created_by_user_id hs_updated_by_user_id owner_id source_id user_id entity_id first_name last_name
    is_deleted external_url web_conference_meeting_id created_from_link_id pre_meeting_prospect_reminders
    caused_by_created caused_by_id obsoleted_by_created sent_by_created location browser hmid smtp_id from
    reply_to cc bcc app_id app_name sent_by_id attempt response category type_id engagement_type end_time
    num_properties_moved canonical_vid first_conversion_date associated_company associated_contact
"""
_UNKEPT = frozenset(
    fold(prefix + name) for name in (_PERSONAL + _INTERNAL).split() for prefix in ("", "property_")
)


def _layout(entity: str, times: str, *columns: Column) -> Layout:
    return Layout(
        "hubspot",
        entity,
        columns,
        tuple(times.split()),
        ignores_case=True,
        takes_epoch=True,
        unkept=_UNKEPT,
    )


def _property(name: str, meaning: str, *labels: str) -> Column:
    """A property as connectors, the API and the screen call it."""
    return column(f"property_{name}", f"{meaning}; vendor documentation", name, f"properties.{name}", *labels)


def _id(meaning: str, *aliases: str) -> Column:
    return required("id", f"{meaning}; vendor documentation", *aliases, "Record ID")


def _engagement(entity: str, *columns: Column, times: str = "property_hs_timestamp") -> Layout:
    return _layout(
        entity,
        times,
        required(
            "engagement_id",
            "the activity's id; vendor documentation",
            *("id", "engagement.id", "hs_object_id", "Record ID"),
        ),
        _DELETED,
        _WHEN,
        _CONTACTS,
        *columns,
    )


def _link(entity: str, name: str) -> Layout:
    return _layout(
        entity,
        "",
        required("contact_id", "the contact; vendor documentation"),
        required(name, "what it belongs to; vendor documentation"),
        _DELETED,
    )


def _history(entity: str, name: str) -> Layout:
    return _layout(
        entity,
        "timestamp",
        required(name, "whose property it is; vendor documentation"),
        required("name", "the property that changed; vendor documentation"),
        required("value", "its value after; vendor documentation"),
        required("timestamp", "when; vendor documentation", "timestamp_instant", "_fivetran_start"),
        column("source", "kind of change: a form, an import, a workflow; vendor documentation"),
    )


_DELETED = column(
    "is_deleted", "whether it was thrown away; vendor documentation", "_fivetran_deleted", "archived"
)
_CONTACTS = column(
    "associated_contact_ids",
    "its contacts, of which the first one counts; vendor documentation",
    "associations",
)
_CREATED = _property("createdate", "when it was made", "Create Date", "createdAt")
_SOURCE = _property(
    "hs_analytics_source", "where the person came from", "Original Source", "Original Traffic Source"
)
_WHEN = _property(
    "hs_timestamp",
    "when it happened, not when it was written down",
    "Activity date",
    "timestamp",
    "engagement.timestamp",
)

LAYOUTS = (
    _layout(
        "contact",
        "property_createdate",
        _id("the contact's id", "Record ID - Contact"),
        _DELETED,
        _CREATED,
        _property("email", "e-mail address"),
        _property("hs_additional_emails", "further addresses, separated by ;", "Additional email addresses"),
        _property("phone", "phone number", "Phone Number"),
        _property("mobilephone", "mobile number", "Mobile Phone Number"),
        _property(
            "customer_number",
            "the shop's own customer number, a custom property",
            "property_customer_id",
            "customer_id",
            "property_external_id",
            "external_id",
        ),
        _property("lifecyclestage", "how far the contact is, as it stands", "Lifecycle Stage"),
        _property("hs_merged_object_ids", "contacts merged into it, separated by ;", "Merged record IDs"),
        _property(
            "hs_calculated_merged_vids",
            "contacts merged into it, `id:time` separated by ;",
            "Merged Contact IDs",
        ),
        _SOURCE,
        _property("hs_analytics_source_data_1", "campaign or network of that source"),
    ),
    _history("contact_property_history", "contact_id"),
    _layout(
        "contact_merge_audit",
        "timestamp",
        required("contact_id", "the contact that stayed; vendor documentation", "canonical_vid"),
        required("vid_to_merge", "the contact that was merged into it; vendor documentation"),
        column("timestamp", "when; vendor documentation"),
    ),
    _layout(
        "contact_form_submission",
        "timestamp",
        required("contact_id", "who filled it in; vendor documentation"),
        required("timestamp", "when; vendor documentation"),
        column("conversion_id", "the submission's id; vendor documentation"),
        column("form_id", "the form; vendor documentation"),
        column("title", "name of the form or its page; vendor documentation"),
        column("page_url", "page on which it stands; vendor documentation"),
    ),
    _layout(
        "deal",
        "property_createdate property_closedate",
        required(
            "deal_id",
            "the deal's id; vendor documentation",
            "id",
            "Record ID",
            "hs_object_id",
        ),
        _DELETED,
        _CREATED,
        _property("closedate", "when it was or will be closed", "Close Date"),
        column(
            "deal_pipeline_id",
            "its pipeline; vendor documentation",
            "pipeline",
            "property_pipeline",
            "properties.pipeline",
        ),
        column(
            "deal_pipeline_stage_id",
            "its stage as it stands; vendor documentation",
            "dealstage",
            "property_dealstage",
            "properties.dealstage",
            "Deal Stage",
        ),
        _property("amount", "expected or won money"),
        _property("deal_currency_code", "currency of the amount", "Currency"),
        _property("hs_is_closed_won", "whether it is won", "Is Closed Won"),
        _property("hs_is_closed", "whether it is won or lost", "Is deal closed?"),
        _SOURCE,
        _CONTACTS,
    ),
    _layout(
        "deal_stage",
        "date_entered",
        required("deal_id", "the deal; vendor documentation"),
        required("value", "internal id of the stage that was entered; vendor documentation"),
        required("date_entered", "when; vendor documentation", "_fivetran_start", "timestamp"),
        column("source", "kind of change: a person, a workflow, an import; vendor documentation"),
    ),
    _history("deal_property_history", "deal_id"),
    _link("deal_contact", "deal_id"),
    _engagement(
        "engagement",
        column(
            "type",
            "call, e-mail, meeting, note, task; vendor documentation",
            "engagement.type",
            "property_hs_engagement_type",
            "hs_engagement_type",
        ),
    ),
    _engagement(
        "engagement_call",
        _property("hs_call_title", "free text"),
        _property("hs_call_body", "free text"),
        _property("hs_call_direction", "INBOUND or OUTBOUND"),
        _property("hs_call_status", "COMPLETED, NO_ANSWER, BUSY and others"),
        _property("hs_call_duration", "length in milliseconds"),
    ),
    _engagement(
        "engagement_email",
        column("type", "EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL; vendor documentation"),
        _property("hs_email_direction", "the same, in newer exports"),
        _property("hs_email_status", "SENT, SCHEDULED, FAILED, BOUNCED"),
        _property("hs_email_subject", "free text"),
        _property("hs_email_text", "free text"),
    ),
    _engagement(
        "engagement_meeting",
        column(
            "start_time",
            "when it begins; vendor documentation",
            "property_hs_meeting_start_time",
            "hs_meeting_start_time",
            "properties.hs_meeting_start_time",
        ),
        column(
            "meeting_outcome",
            "SCHEDULED, COMPLETED, RESCHEDULED, NO_SHOW or CANCELED; vendor documentation",
            "property_hs_meeting_outcome",
            "hs_meeting_outcome",
            "properties.hs_meeting_outcome",
        ),
        column(
            "title",
            "free text; vendor documentation",
            "property_hs_meeting_title",
            "hs_meeting_title",
            "properties.hs_meeting_title",
        ),
        column(
            "body",
            "free text; vendor documentation",
            "property_hs_meeting_body",
            "hs_meeting_body",
            "properties.hs_meeting_body",
        ),
        times="start_time property_hs_timestamp",
    ),
    _engagement(
        "engagement_communication",
        _property("hs_communication_channel_type", "SMS, WHATS_APP, LINKEDIN_MESSAGE"),
        _property("hs_communication_body", "free text"),
    ),
    _engagement("engagement_note"),
    _engagement("engagement_task"),
    _link("engagement_contact", "engagement_id"),
    _layout(
        "email_event",
        "created",
        required("id", "the event's id; vendor documentation"),
        required("type", "SENT, OPEN, CLICK, BOUNCE and others; vendor documentation"),
        required("created", "when; vendor documentation"),
        required("recipient", "e-mail address that it was sent to; vendor documentation"),
        column("email_campaign_id", "the campaign; vendor documentation"),
        column("filtered_event", "true for the opens and clicks of robots; vendor documentation"),
        column("obsoleted_by_id", "the event that made it void; vendor documentation", "obsoletedBy"),
        column("portal_subscription_status", "UNSUBSCRIBED where the recipient left; vendor documentation"),
        column("url", "the link that was clicked; vendor documentation"),
        column("device_type", "COMPUTER, MOBILE, TABLET; vendor documentation"),
        column("user_agent", "as the mail program said it; vendor documentation"),
        column("ip_address", "address of the recipient; vendor documentation"),
    ),
    _layout(
        "ticket",
        "property_createdate property_closed_date property_first_agent_reply_date",
        _id("the ticket's id", "ticket_id", "Ticket ID"),
        _DELETED,
        _CREATED,
        _property("closed_date", "when it was closed", "Close date"),
        _property("first_agent_reply_date", "when the support answered first", "Time of first agent reply"),
        _property("hs_pipeline", "its pipeline", "Pipeline"),
        _property("hs_pipeline_stage", "its stage as it stands", "Ticket status"),
        _property("hs_ticket_category", "what it is about", "Category"),
        _property("hs_ticket_priority", "LOW to URGENT", "Priority"),
        _property("source_type", "chat, e-mail, form, phone", "Source"),
        _property("subject", "free text", "Ticket name"),
        _property("content", "free text", "Ticket description"),
        _CONTACTS,
    ),
    _history("ticket_property_history", "ticket_id"),
    _link("ticket_contact", "ticket_id"),
)


def parameters(source: Source) -> Mapping[str, object]:
    """Which other files are read: an act that one of them tells is not told twice."""
    details = ("call", "email", "meeting", "communication")
    return {
        "has_deal_stages": "deal_stage" in source.files,
        "engagement_details": " ".join(name for name in details if f"engagement_{name}" in source.files),
    }
