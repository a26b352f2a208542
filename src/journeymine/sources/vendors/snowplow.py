"""Snowplow: the enriched event as tab-separated text of 131 columns without a header, or an atomic table with
one.

Both have the same columns; what entities and self-describing events say comes as JSON, in three columns of
the text and in a column per schema of the table, whose names are open-ended and so are gathered.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, fold, required

_NAMES = """
    app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker
    v_tracker v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx
    network_userid geo_country geo_region geo_city geo_zipcode geo_latitude geo_longitude
    geo_region_name ip_isp ip_organization ip_domain ip_netspeed page_url page_title page_referrer
    page_urlscheme page_urlhost page_urlport page_urlpath page_urlquery page_urlfragment refr_urlscheme
    refr_urlhost refr_urlport refr_urlpath refr_urlquery refr_urlfragment refr_medium refr_source
    refr_term mkt_medium mkt_source mkt_term mkt_content mkt_campaign contexts se_category se_action
    se_label se_property se_value unstruct_event tr_orderid tr_affiliation tr_total tr_tax tr_shipping
    tr_city tr_state tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity
    pp_xoffset_min pp_xoffset_max pp_yoffset_min pp_yoffset_max useragent br_name br_family br_version
    br_type br_renderengine br_lang br_features_pdf br_features_flash br_features_java
    br_features_director br_features_quicktime br_features_realplayer br_features_windowsmedia
    br_features_gears br_features_silverlight br_cookies br_colordepth br_viewwidth br_viewheight
    os_name os_family os_manufacturer os_timezone dvce_type dvce_ismobile dvce_screenwidth
    dvce_screenheight doc_charset doc_width doc_height tr_currency tr_total_base tr_tax_base
    tr_shipping_base ti_currency ti_price_base base_currency geo_timezone mkt_clickid mkt_network
    etl_tags dvce_sent_tstamp refr_domain_userid refr_dvce_tstamp derived_contexts domain_sessionid
    derived_tstamp event_vendor event_name event_format event_version event_fingerprint true_tstamp
"""
"""The columns of the enriched text, in order; vendor documentation."""

_ENRICHED = tuple(_NAMES.split())

_COLUMNS = (
    required("event_id", "the event's id; repeats carry it again; vendor documentation"),
    required("collector_tstamp", "when the collector received it, UTC; vendor documentation"),
    column("derived_tstamp", "when it happened, the device's clock corrected, UTC; vendor documentation"),
    required("event", "kind: page_view, page_ping, struct, unstruct, transaction; vendor documentation"),
    column("event_name", "name of a self-describing event, its schema's; vendor documentation"),
    column("app_id", "application that sent it; vendor documentation"),
    column("platform", "web, mob, srv and others; vendor documentation"),
    column("user_id", "the site's own user id; vendor documentation"),
    column("domain_userid", "first-party cookie; vendor documentation"),
    column("network_userid", "the collector's cookie; vendor documentation"),
    column("domain_sessionid", "the tracker's session; vendor documentation"),
    column("domain_sessionidx", "number of the visitor's session; vendor documentation"),
    column("user_ipaddress", "address, perhaps shortened or hashed; vendor documentation"),
    column("useragent", "as the browser said it; vendor documentation"),
    column("br_type", "kind of browser, by an older enrichment; vendor documentation"),
    column("dvce_type", "kind of device, by an older enrichment; vendor documentation"),
    column("dvce_ismobile", "whether it is a mobile device; vendor documentation"),
    column("geo_country", "country of the address; vendor documentation"),
    column("page_url", "whole address of the page; vendor documentation"),
    column("page_urlhost", "host of the page; vendor documentation"),
    column("page_urlpath", "path of the page; vendor documentation"),
    column("refr_medium", "search, social, email, internal, unknown; vendor documentation"),
    column("refr_source", "name of the referring site; vendor documentation"),
    column("refr_urlhost", "host of the referring page; vendor documentation"),
    column("mkt_medium", "utm_medium; vendor documentation"),
    column("mkt_source", "utm_source; vendor documentation"),
    column("mkt_campaign", "utm_campaign; vendor documentation"),
    column("mkt_clickid", "click id of an advert; vendor documentation"),
    column("mkt_network", "advertising network of the click id; vendor documentation"),
    column("se_category", "category of a structured event; vendor documentation"),
    column("se_action", "action of a structured event; vendor documentation"),
    column("se_label", "label of a structured event; vendor documentation"),
    column("se_value", "number of a structured event; vendor documentation"),
    column("tr_orderid", "order of a transaction; vendor documentation"),
    column("tr_total", "money of a transaction; vendor documentation"),
    column("tr_currency", "currency of a transaction; vendor documentation"),
    column("ti_orderid", "order of a transaction's item; vendor documentation"),
    column("ti_sku", "article of a transaction's item; vendor documentation"),
    column("ti_quantity", "pieces of a transaction's item; vendor documentation"),
    column("contexts", "entities as JSON, in enriched text; vendor documentation"),
    column("derived_contexts", "entities that enrichments add, as JSON; vendor documentation"),
    column("unstruct_event", "the self-describing event as JSON; vendor documentation"),
)
_READ = {item.name for item in _COLUMNS}
_UNKEPT = frozenset(fold(name) for name in (*_ENRICHED, "load_tstamp") if name not in _READ)

LAYOUTS = (
    Layout(
        "snowplow",
        "enriched",
        _COLUMNS,
        ignores_case=True,
        unkept=_UNKEPT,
        model="snowplow__events",
        delimiter="\t",
        header=_ENRICHED,
        is_quoted=False,
        gathers=("contexts_", "unstruct_event_"),
    ),
    Layout(
        "snowplow",
        "events",
        _COLUMNS,
        ignores_case=True,
        unkept=_UNKEPT,
        model="snowplow__events",
        gathers=("contexts_", "unstruct_event_"),
    ),
)

_KEYS = """
    type name id sku email currency price unitPrice unit_price quantity total_value step account_type
    delivery_method payment_method coupon_code transaction_id revenue total_quantity discount_code
    refund_amount totalResults total_results sessionId session_id userId user_id eventIndex event_index
    spiderOrRobot spider_or_robot agentClass agent_class deviceClass device_class
"""
"""What is read of any entity; warehouses write some keys in snake case."""

_ENTITY = "{" + ", ".join(f'"{key}": "VARCHAR"' for key in _KEYS.split()) + "}"
_PACKED = f'{{"schema": "VARCHAR", "data": {_ENTITY}}}'


def parameters(_source: Source) -> Mapping[str, object]:
    """The structures into which the staging model takes JSON apart, all values as text."""
    return {
        "named_entities": f'[{{"name": "VARCHAR", "data": [{_ENTITY}]}}]',
        "packed_entities": f'{{"data": [{_PACKED}]}}',
        "packed_event": f'{{"data": {_PACKED}}}',
    }
