"""Salesforce, the people: leads, contacts, campaigns and who was in them."""

from data.generator import effects
from data.generator.clock import HOUR, day_number, instant, iso_millis, utc_date
from data.generator.csvfile import BAD_TIME, FUTURE, NO_IDENTITY, TOO_MANY, Export, Row, columns
from data.generator.life import Mailing
from data.generator.plans import NEWSLETTER_DAYS, newsletter_name
from data.generator.sales import Deal
from data.generator.salesforce_base import (
    SOURCE,
    Book,
    account_id,
    contact_id,
    flag,
    lead_id,
    opportunity_id,
    rep_id,
    salesforce_id,
)
from data.generator.story import Story

MERGED_LEADS = 6


def leads(book: Book) -> Export:
    """Lay out the table: one row per lead; leads that were merged into another are deleted."""
    rows = [_lead(deal) for deal in book.deals]
    rows += [_merged_lead(row, index) for index, row in enumerate(rows[10 : 10 + MERGED_LEADS])]
    return Export(
        path="salesforce/Lead.csv",
        source=SOURCE,
        header=columns(
            "Id IsDeleted MasterRecordId FirstName LastName Company Email Phone Title Status "
            "LeadSource Industry Country OwnerId IsConverted ConvertedDate ConvertedAccountId "
            "ConvertedContactId ConvertedOpportunityId CreatedDate LastModifiedDate"
        ),
        rows=rows,
        duplicates=3,
        faults=((TOO_MANY, 2), (NO_IDENTITY, 1), (BAD_TIME, 1), (FUTURE, 1)),
        times=("CreatedDate", "ConvertedDate"),
        keys=("Id", "MasterRecordId", "Email", "Phone", "ConvertedContactId", "ConvertedOpportunityId"),
        quote_all=True,
        kind_of=lambda row: "deleted" if row[1] == "true" else "converted" if row[14] == "true" else "open",
    )


def _lead(deal: Deal) -> Row:
    person, is_converted = deal.person, bool(deal.converted_at)
    number = person.number
    return (
        *(lead_id(number), "false", "", person.name.first, person.name.last, deal.company),
        *(
            effects.SHARED_MAILBOX if deal.uses_shared_mailbox else person.email,
            _phone(number),
            "Office manager",
        ),
        *(deal.status, deal.lead_source, "Services", person.place.country, rep_id(deal.rep.number)),
        *(flag(is_converted), utc_date(deal.converted_at), account_id(number) if is_converted else ""),
        *(contact_id(number) if is_converted else "", opportunity_id(deal, 0) if deal.opportunities else ""),
        *(iso_millis(deal.lead_at), iso_millis(deal.converted_at or deal.lead_at)),
    )


def _merged_lead(row: Row, index: int) -> Row:
    return (
        salesforce_id("00Q", 900_000 + index),
        "true",
        row[0],
        *row[3:14],
        "false",
        "",
        "",
        "",
        "",
        *row[19:],
    )


def _phone(number: int) -> str:
    return f"+48 60{number % 10} {number:04d} {number * 37 % 1000:03d}"


def contacts(book: Book) -> Export:
    """Lay out the table: one row per contact: converted leads and readers of the newsletter."""
    known = [(deal.converted_at, _contact_of_deal(book, deal)) for deal in book.deals if deal.converted_at]
    known += [(story.subscribed_at, _contact_of_reader(story)) for story in book.readers]
    return Export(
        path="salesforce/Contact.csv",
        source=SOURCE,
        header=columns(
            "Id IsDeleted AccountId Email Phone FirstName LastName LeadSource MasterRecordId "
            "OwnerId CreatedDate Customer_Number__c"
        ),
        rows=[row for _, row in sorted(known)],
        duplicates=2,
        faults=((TOO_MANY, 1),),
        quote_all=True,
    )


def _contact_of_deal(book: Book, deal: Deal) -> Row:
    person, number = deal.person, deal.person.number
    return (
        *(contact_id(number), "false", account_id(number), person.email, _phone(number).replace(" ", "")),
        *(person.name.first, person.name.last, deal.lead_source, "", rep_id(deal.rep.number)),
        *(iso_millis(deal.converted_at), _customer_number(book.stories[number])),
    )


def _contact_of_reader(story: Story) -> Row:
    person = story.person
    return (
        *(contact_id(person.number), "false", "", person.email, "", person.name.first, person.name.last),
        *("Newsletter", "", rep_id(0), iso_millis(story.subscribed_at), _customer_number(story)),
    )


def _customer_number(story: Story) -> str:
    return story.person.user_id if story.has_account and story.person.number % 5 < 3 else ""


def members(book: Book) -> Export:
    """Lay out the table: one row per person and campaign."""
    fair_at = instant(day_number(effects.FAIR.first), 9 * HOUR)
    rows = [_at_fair(deal, fair_at) for deal in book.deals if deal.was_at_fair and deal.lead_at < fair_at]
    for story in book.readers:
        rows += [_reader(story, mailing) for mailing in story.mailings]
    return Export(
        path="salesforce/CampaignMember.csv",
        source=SOURCE,
        header=columns("Id CampaignId LeadId ContactId Status HasResponded FirstRespondedDate CreatedDate"),
        rows=[(salesforce_id("00v", 500_000 + index), *row) for index, row in enumerate(rows)],
        duplicates=4,
        faults=((NO_IDENTITY, 2),),
        keys=("LeadId", "ContactId"),
        quote_all=True,
        kind_of=lambda row: "responded" if row[5] == "true" else "sent",
    )


def _at_fair(deal: Deal, at: int) -> Row:
    return (
        _campaign_id("fair"),
        lead_id(deal.person.number),
        "",
        "Attended",
        "true",
        utc_date(at),
        iso_millis(at),
    )


def _reader(story: Story, mailing: Mailing) -> Row:
    answered = bool(mailing.answered_at)
    return (
        *(
            _campaign_id(mailing.campaign),
            "",
            contact_id(story.person.number),
            "Responded" if answered else "Sent",
        ),
        *(flag(answered), utc_date(mailing.answered_at), iso_millis(mailing.sent_at)),
    )


def _campaign_id(name: str) -> str:
    names = ("fair", *(newsletter_name(day) for day in NEWSLETTER_DAYS))
    return salesforce_id("701", 40 + names.index(name))


def campaigns(_: Book) -> Export:
    """Lay out the table: one row per campaign."""
    fair = effects.FAIR
    rows: list[Row] = [
        (
            _campaign_id("fair"),
            "trade-fair-2026",
            "Trade Show",
            "Completed",
            str(fair.first),
            str(fair.last),
            "false",
        )
    ]
    for day in NEWSLETTER_DAYS:
        sent = utc_date(instant(day, 8 * HOUR))
        rows.append(
            (
                _campaign_id(newsletter_name(day)),
                newsletter_name(day),
                "Email",
                "Completed",
                sent,
                sent,
                "false",
            )
        )
    header = ("Id", "Name", "Type", "Status", "StartDate", "EndDate", "IsActive")
    return Export("salesforce/Campaign.csv", SOURCE, header, rows, quote_all=True)
