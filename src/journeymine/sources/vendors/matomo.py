"""Matomo's `Live.getLastVisitsDetails` as JSON lines: one object per visit, its actions as a list inside.

Fields of a visit that repeat what its actions say, or say it in the site's language, are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, required

_UNKEPT = """
actions browser browsercode browserfamily browserfamilydescription browsericon browserversion
campaigncontent campaignid campaignkeyword city continent continentcode country countryflag
customvariables dayssincefirstvisit dayssincelastecommerceorder dayssincelastvisit devicebrand
devicemodel devicetypeicon events fingerprint formconversions goalconversions interactions language
lastactiondatetime latitude location longitude operatingsystem operatingsystemcode operatingsystemicon
operatingsystemversion plugins pluginsicons providername providerurl referrerkeywordposition
referrersearchengineicon referrersearchengineurl referrersocialnetworkicon referrersocialnetworkurl
referrertypename region regioncode resolution searches secondssincefirstvisit
secondssincelastecommerceorder secondssincelastvisit serverdate serverdatepretty
serverdateprettyfirstaction servertimepretty servertimeprettyfirstaction servertimestamp
sitecurrencysymbol sitename totalabandonedcarts totalabandonedcartsitems totalabandonedcartsrevenue
totalecommerceconversions totalecommerceitems totalecommercerevenue truncatedactionscount visitconverted
visitconvertedicon visitcount visitduration visitdurationpretty visitecommercestatus
visitecommercestatusicon visitlocalhour visitlocaltime visitorid visitortype visitortypeicon
visitserverhour
"""

LAYOUTS = (
    Layout(
        "matomo",
        "visits",
        (
            required("idVisit", "the visit's number; source of Matomo"),
            required("actionDetails", "list of what was done, oldest first; source of Matomo"),
            column("visitorId", "browser, 16 hex digits; vendor documentation"),
            column("userId", "the account, as the shop names it; vendor documentation"),
            column("visitIp", "address, often cut; vendor documentation"),
            column("firstActionTimestamp", "seconds since 1970, UTC; source of Matomo"),
            column("lastActionTimestamp", "seconds since 1970, UTC; source of Matomo"),
            column("idSite", "which site; source of Matomo"),
            column("siteCurrency", "currency of the site's money; source of Matomo"),
            column("referrerType", "direct, search, website, social, campaign; source of Matomo"),
            column("referrerName", "search engine, site, network or campaign; source of Matomo"),
            column("referrerKeyword", "word searched for, or the campaign's; source of Matomo"),
            column("referrerUrl", "page before; source of Matomo"),
            column("campaignName", "with the plugin for campaigns; vendor documentation"),
            column("campaignSource", "likewise; vendor documentation"),
            column("campaignMedium", "likewise; vendor documentation"),
            column("deviceType", "Desktop, Smartphone, Tablet and others; source of Matomo"),
            column("countryCode", "two letters, by the address; source of Matomo"),
            column("languageCode", "of the browser; source of Matomo"),
            column("browserName", "browser; source of Matomo"),
            column("operatingSystemName", "system; source of Matomo"),
        ),
        unkept=frozenset(_UNKEPT.split()),
    ),
)

_ACTIONS = """
[{
    "type": "VARCHAR", "timestamp": "VARCHAR", "url": "VARCHAR", "pageTitle": "VARCHAR", "pageId": "VARCHAR",
    "eventCategory": "VARCHAR", "eventAction": "VARCHAR", "eventName": "VARCHAR", "eventValue": "VARCHAR",
    "siteSearchKeyword": "VARCHAR", "siteSearchCategory": "VARCHAR", "siteSearchCount": "VARCHAR",
    "goalId": "VARCHAR", "goalName": "VARCHAR", "goalPageId": "VARCHAR",
    "revenue": "VARCHAR", "orderId": "VARCHAR", "items": "VARCHAR",
    "itemDetails": [{"itemSKU": "VARCHAR", "quantity": "VARCHAR"}],
    "productViewSku": "VARCHAR", "productViewName": "VARCHAR", "productViewCategories": "VARCHAR",
    "contentName": "VARCHAR", "contentPiece": "VARCHAR", "contentInteraction": "VARCHAR"
}]
"""
"""The parts of an action that the staging model reads, all as text."""


def parameters(_source: Source) -> Mapping[str, object]:
    """The structure into which the staging model takes a visit's actions apart."""
    return {"actions": _ACTIONS}
