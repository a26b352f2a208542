"""Zendesk tables as CSV: tickets, what happened to their fields, comments, chats and users; times are UTC by
the vendor's word.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Column, Layout, column, required

_UNKEPT = frozenset(
    [
        "updatedat",
        "url",
        "rawsubject",
        "name",
        "alias",
        "signature",
        "notes",
        "details",
        "createdat",
        "lastloginat",
        "isactive",
        "isshared",
        "filename",
        "messageid",
        "externalmessageid",
        "parentmessageid",
        "webpath",
    ]
)


def _layout(entity: str, times: str, *columns: Column) -> Layout:
    return Layout("zendesk", entity, columns, tuple(times.split()), ignores_case=True, unkept=_UNKEPT)


LAYOUTS = (
    _layout(
        "ticket",
        "created_at updated_at",
        required("id", "the ticket's number; vendor documentation"),
        required("created_at", "when it was opened; vendor documentation"),
        required("requester_id", "user who asks; vendor documentation"),
        column("submitter_id", "user who wrote it down; vendor documentation"),
        column("updated_at", "last change; vendor documentation"),
        column("status", "as it stands; deleted where it was thrown away; vendor documentation"),
        column("tags", "labels; closed_by_merge marks a merged ticket; vendor documentation"),
        column("merged_ticket_ids", "tickets that were merged into it; vendor documentation"),
        column("subject", "free text; vendor documentation"),
        column("description", "first comment, free text; vendor documentation"),
        column("via_channel", "web, email, chat, voice; vendor documentation", "channel"),
        column("priority", "low to urgent; vendor documentation"),
        column("type", "problem, incident, question, task; vendor documentation"),
        column("group_id", "team; vendor documentation"),
        column("recipient", "the company's address that was written to; vendor documentation"),
        column(
            "satisfaction",
            "good or bad where it was rated; vendor documentation",
            "satisfaction_score",
            "satisfaction_rating",
            "satisfaction_rating_score",
        ),
    ),
    _layout(
        "ticket_field_history",
        "updated",
        required("ticket_id", "the ticket; vendor documentation"),
        required("field_name", "the field that changed; vendor documentation"),
        required("updated", "when; vendor documentation", "updated_at", "created_at"),
        required("value", "its value after; vendor documentation"),
        column("user_id", "who changed it, mostly an agent; vendor documentation"),
    ),
    _layout(
        "ticket_comment",
        "created",
        required("id", "the comment's number; vendor documentation"),
        required("ticket_id", "the ticket; vendor documentation"),
        required("created", "when it was written; vendor documentation", "created_at"),
        column("user_id", "who wrote it; vendor documentation", "author_id"),
        column("author_role", "end-user, agent or admin, where the export joins it", "role"),
        column("public", "false for internal notes; vendor documentation", "is_public"),
        column("body", "free text; vendor documentation", "plain_body", "html_body"),
    ),
    _layout(
        "ticket_chat",
        "",
        required("chat_id", "the chat; vendor documentation"),
        required("ticket_id", "the ticket that it became; vendor documentation"),
        column("user_id", "user who chats; vendor documentation"),
        column("visitor_id", "the visitor's cookie; vendor documentation"),
        column("channel", "chat, messaging; vendor documentation"),
    ),
    _layout(
        "ticket_chat_event",
        "created_at",
        required("chat_id", "the chat; vendor documentation"),
        required("created_at", "when; vendor documentation"),
        required("type", "ChatMessage, ChatJoin and others; vendor documentation"),
        column("actor_id", "agent:<id>, the visitor, or a program such as __system; vendor documentation"),
        column("chat_index", "order inside the chat; vendor documentation"),
        column("message", "free text; vendor documentation"),
        column("original_message", "the message as JSON, with its author's type; vendor documentation"),
    ),
    _layout(
        "user",
        "",
        required("id", "the user's number; vendor documentation"),
        column("role", "end-user, agent or admin; vendor documentation"),
        column("email", "e-mail address; vendor documentation"),
        column("phone", "phone number; vendor documentation"),
        column("external_id", "the shop's own customer number; vendor documentation"),
    ),
)


def parameters(source: Source) -> Mapping[str, object]:
    """Whether a field history is read: what it tells, the ticket does not tell as well."""
    return {"has_field_history": "ticket_field_history" in source.files}
