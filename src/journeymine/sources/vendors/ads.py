"""Advertising cost: an advertising network's daily report, or any table of date, source, campaign and cost.

Its rows are no acts of customers: they go into a table of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, required

_SPENT = tuple(f"Amount spent ({code})" for code in ("EUR", "USD", "GBP", "PLN", "CHF", "SEK", "CZK", "AED"))

_UNKEPT = "adgroup adgroupad customer datestop metrics reportingends resourcename segments"

LAYOUTS = (
    Layout(
        "ads",
        "cost",
        (
            required(
                "day",
                "the day, in the account's zone; vendor documentation of Google Ads, Meta, Microsoft",
                "date",
                "segments.date",
                "date_start",
                "reporting_starts",
                "time_period",
                "gregorian_date",
            ),
            column(
                "channel",
                "where it was shown, as utm_source says it",
                "source",
                "utm_source",
                "publisher_platform",
            ),
            column("medium", "kind of advertising, as utm_medium says it", "utm_medium"),
            column("campaign_name", "campaign; vendor documentation", "campaign.name"),
            column("campaign", "campaign, as utm_campaign says it", "utm_campaign"),
            column(
                "cost",
                "money paid, in the account's currency; vendor documentation",
                "spend",
                "amount_spent",
                "metrics.cost",
                *_SPENT,
            ),
            column(
                "cost_micros",
                "money paid, in millionths; vendor documentation of Google Ads",
                "metrics.costMicros",
            ),
            column(
                "currency",
                "ISO code; vendor documentation",
                "currency_code",
                "account_currency",
                "customer.currencyCode",
            ),
            column(
                "impressions", "how often it was shown; vendor documentation", "impr.", "metrics.impressions"
            ),
            column("clicks", "clicks; vendor documentation", "metrics.clicks", "clicks (all)", "link_clicks"),
            column(
                "account",
                "the advertiser's account",
                "account_name",
                "customer.id",
                "account_id",
                "customer_id",
            ),
            column("campaign_id", "the campaign's id; vendor documentation"),
            column(
                "ad_group",
                "group of adverts; vendor documentation",
                "adGroup.name",
                "adset_name",
                "ad_set_name",
                "adGroup.id",
                "adset_id",
            ),
            column("ad", "the advert; vendor documentation", "ad_id", "ad_name", "adGroupAd.ad.id"),
            column("device", "kind of device; vendor documentation", "segments.device", "device_type"),
            column(
                "network",
                "network or placement; vendor documentation",
                "segments.adNetworkType",
                "placement",
            ),
            column("country", "country; vendor documentation", "country_code"),
        ),
        one_of=(("cost", "cost_micros"),),
        ignores_case=True,
        unkept=frozenset(_UNKEPT.split()),
    ),
)


def parameters(source: Source) -> Mapping[str, object]:
    """The channel of a report that names none: the source's own name."""
    return {"channel": source.name}
