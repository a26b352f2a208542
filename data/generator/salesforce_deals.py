"""Salesforce, the deals: opportunities, the stages they went through, and what the reps did about them."""

from collections.abc import Iterator

from data.generator.clock import MINUTE, iso_millis, utc_date
from data.generator.csvfile import FUTURE, NO_TIME, TOO_FEW, TOO_MANY, Export, Row, columns
from data.generator.sales import LOST, PROBABILITY, WON, Contact, Deal, Opportunity
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

DELETED_EACH = 60
SHORT_ID_EACH = 25


def opportunities(book: Book) -> Export:
    """Lay out the table: one row per opportunity, as it stands."""
    return Export(
        path="salesforce/Opportunity.csv",
        source=SOURCE,
        header=columns(
            "Id IsDeleted AccountId ContactId Name StageName Amount Probability CloseDate Type "
            "LeadSource CampaignId IsClosed IsWon ForecastCategory OwnerId CreatedDate"
        ),
        rows=[_opportunity(deal, index, chance) for deal, index, chance in _chances(book)],
        duplicates=2,
        faults=((TOO_MANY, 1),),
        quote_all=True,
        kind_of=lambda row: "won" if row[13] == "true" else "lost" if row[12] == "true" else "open",
    )


def _chances(book: Book) -> Iterator[tuple[Deal, int, Opportunity]]:
    found = [(deal, index, chance) for deal in book.deals for index, chance in enumerate(deal.opportunities)]
    yield from sorted(found, key=lambda entry: (entry[2].opened_at, entry[0].person.number))


def _opportunity(deal: Deal, index: int, chance: Opportunity) -> Row:
    number, stage = deal.person.number, chance.stays[-1].stage
    return (
        *(opportunity_id(deal, index), "false", account_id(number), contact_id(number)),
        *(f"{deal.company} {index + 1}", stage, f"{chance.amount:.1f}", f"{PROBABILITY[stage]}.0"),
        *(
            utc_date(chance.closed_at),
            "New Business" if index == 0 else "Existing Business",
            deal.lead_source,
            "",
        ),
        *(flag(stage in (WON, LOST)), flag(stage == WON), _forecast(stage), rep_id(deal.rep.number)),
        iso_millis(chance.opened_at),
    )


def _forecast(stage: str) -> str:
    if stage in (WON, LOST):
        return "Closed" if stage == WON else "Omitted"
    return "BestCase" if PROBABILITY[stage] > 50 else "Pipeline"


def history(book: Book) -> Export:
    """Lay out the table: one row per stage that an opportunity entered."""
    rows: list[tuple[int, Row]] = []
    for deal, index, chance in _chances(book):
        for stay in chance.stays:
            number = salesforce_id("008", 100_000 + len(rows))
            expected = f"{stay.amount * PROBABILITY[stay.stage] / 100:.1f}"
            row = (
                *(
                    number,
                    opportunity_id(deal, index),
                    stay.stage,
                    f"{stay.amount:.1f}",
                    f"{PROBABILITY[stay.stage]}.0",
                ),
                *(expected, utc_date(chance.closed_at), _forecast(stay.stage), rep_id(deal.rep.number)),
                *(iso_millis(stay.at), iso_millis(stay.at)),
            )
            rows.append((stay.at, row))
    return Export(
        path="salesforce/OpportunityHistory.csv.gz",
        source=SOURCE,
        header=columns(
            "Id OpportunityId StageName Amount Probability ExpectedRevenue CloseDate "
            "ForecastCategory CreatedById CreatedDate SystemModstamp"
        ),
        rows=[row for _, row in sorted(rows)],
        duplicates=4,
        faults=((NO_TIME, 2), (TOO_FEW, 1)),
        times=("CreatedDate", "SystemModstamp"),
        quote_all=True,
        kind_of=lambda row: row[2],
    )


def tasks(book: Book) -> Export:
    """Lay out the table: one row per call or e-mail of a rep."""
    found = [(call, deal, "") for deal in book.deals for call in deal.first_calls]
    for deal, index, chance in _chances(book):
        found += [(call, deal, opportunity_id(deal, index)) for call in chance.contacts]
    found.sort(key=lambda entry: (entry[0].at, entry[1].person.number, entry[0].kind, entry[2]))
    return Export(
        path="salesforce/Task.csv.gz",
        source=SOURCE,
        header=columns(
            "Id IsDeleted WhoId WhatId AccountId OwnerId Subject Status TaskSubtype CallType "
            "CallDurationInSeconds ActivityDate CompletedDateTime CreatedDate"
        ),
        rows=[_task(number, *entry) for number, entry in enumerate(found)],
        duplicates=6,
        faults=((TOO_MANY, 1), (NO_TIME, 2), (FUTURE, 1)),
        times=("ActivityDate", "CompletedDateTime", "CreatedDate"),
        quote_all=True,
        kind_of=lambda row: "deleted" if row[1] == "true" else row[8],
    )


def _task(number: int, contact: Contact, deal: Deal, about: str) -> Row:
    person, is_call = deal.person.number, contact.kind == "Call"
    who = contact_id(person) if about else lead_id(person)
    return (
        *(salesforce_id("00T", 300_000 + number), flag(number % DELETED_EACH == 7)),
        *(who[:15] if number % SHORT_ID_EACH == 3 else who, about, account_id(person) if about else ""),
        *(rep_id(deal.rep.number), "Call" if is_call else "Email: offer", "Completed", contact.kind),
        *("Outbound" if is_call else "", str(contact.seconds) if is_call else "", utc_date(contact.at)),
        *(iso_millis(contact.at), iso_millis(contact.at - 10 * MINUTE)),
    )
