"""Adobe Analytics data feed: hits as tab-separated text without a header, a backslash before tabs, line ends
and backslashes of values.

Which columns there are is chosen per feed; their names come with it as `column_headers.tsv`, which the
journey file names.
"""

from __future__ import annotations

from journeymine.sources.layouts import Layout, column, fold, required

_COLUMNS = (
    required("hit_time_gmt", "when the hit was received, seconds since 1970; vendor documentation"),
    column("cust_hit_time_gmt", "when it happened, where the hit carries a time; vendor documentation"),
    column("hitid_high", "first half of the hit's id; vendor documentation"),
    column("hitid_low", "second half of the hit's id; vendor documentation"),
    column("post_visid_high", "first half of the visitor's id; vendor documentation", "visid_high"),
    column("post_visid_low", "second half of the visitor's id; vendor documentation", "visid_low"),
    column("mcvisid", "Experience Cloud id of the visitor; vendor documentation", "post_mcvisid"),
    column("post_cust_visid", "custom visitor id; vendor documentation", "cust_visid"),
    column("visit_num", "number of the visitor's visit; vendor documentation"),
    column("visit_start_time_gmt", "start of the visit, seconds since 1970; vendor documentation"),
    column("visit_page_num", "number of the hit within the visit; vendor documentation"),
    column("post_page_event", "kind of hit: 0 page, 100 to 102 link; vendor documentation"),
    column("page_event", "kind of hit: 0 page, 10 to 12 link; vendor documentation"),
    column("post_event_list", "numbers of what happened on the hit; vendor documentation", "event_list"),
    column("post_product_list", "products, money in the report suite's currency; vendor documentation"),
    column("product_list", "products as they were sent; vendor documentation"),
    column("currency", "currency of the purchase as sent; vendor documentation", "post_currency"),
    column("post_purchaseid", "the order; vendor documentation", "purchaseid"),
    column("duplicate_purchase", "1 where the order was counted before; vendor documentation"),
    column("exclude_hit", "more than 0 where the hit is in no report; vendor documentation"),
    column("hit_source", "5, 7, 8, 9 for rows that were uploaded; vendor documentation"),
    column("post_page_url", "address of the page; vendor documentation", "page_url"),
    column("post_pagename", "name of the page; vendor documentation", "pagename"),
    column("post_page_type", "ErrorPage where a page was not found; vendor documentation", "page_type"),
    column("post_page_event_var2", "name of a link; vendor documentation", "page_event_var2"),
    column("post_channel", "section of the site; vendor documentation", "channel"),
    column("post_campaign", "tracking code; vendor documentation", "campaign"),
    column("va_closer_id", "number of the last-touch channel; vendor documentation"),
    column("va_finder_id", "number of the first-touch channel; vendor documentation"),
    column("ref_type", "kind of referrer: 3 search, 7 e-mail, 9 social; vendor documentation"),
    column("ref_domain", "domain of the referrer; vendor documentation"),
    column("paid_search", "1 where a search result was paid for; vendor documentation"),
    column("mobile_id", "the mobile device; 0 for others; vendor documentation"),
    column("geo_country", "country of the address; vendor documentation"),
    column("user_agent", "as the browser said it; vendor documentation"),
    column("ip", "address of the browser; vendor documentation"),
)

_OTHER = """
    accept_language aemassetid aemassetsource aemclickedassetid browser browser_height browser_width c_color
    carrier ch_hdr ch_js click_action click_action_type click_context click_context_type click_sourceid
    click_tag clickmaplink clickmaplinkbyregion clickmappage clickmapregion code_ver color connection_type
    cookies country ct_connect_type curr_factor curr_rate daily_visitor date_time domain duplicate_events
    duplicated_from ef_id first_hit_page_url first_hit_pagename first_hit_ref_domain first_hit_ref_type
    first_hit_referrer first_hit_time_gmt geo_city geo_dma geo_region geo_zip homepage hourly_visitor ip2
    ipv6 j_jscript java_enabled javascript keywords language last_hit_time_gmt last_purchase_num
    last_purchase_time_gmt mc_audiences monthly_visitor namespace new_visit os p_plugins page_event_var1
    page_event_var3 page_url pagename partner_plugins persistent_cookie plugins prev_page product_list
    product_merchandising quarterly_visitor referrer resolution s_kwcid s_resolution sampled_hit search_engine
    search_page_num secondary_hit service sourceid state stats_server t_time_info tnt tnt_action
    tnt_post_vista transactionid truncated_hit ua_color ua_os ua_pixels user_hash user_server userid username
    va_closer_detail va_finder_detail va_instance_event va_new_engagement visid_high visid_low visid_new
    visid_timestamp visid_type visit_keywords visit_ref_domain visit_ref_type visit_referrer
    visit_search_engine visit_start_page_url visit_start_pagename weekly_visitor yearly_visitor zip
    event_list campaign channel currency purchaseid page_type page_event_var2 cust_visid mcvisid mobile_id
"""
"""Other columns of a feed, here without their twins `post_…`; vendor documentation."""


def _custom() -> tuple[str, ...]:
    """Variables of which each site makes its own use, so that nobody knows what is personal in them."""
    counts = {"evar": 250, "prop": 75, "mvvar": 3, "hier": 5}
    return tuple(f"{name}{number}" for name, count in counts.items() for number in range(1, count + 1))


def _unkept() -> frozenset[str]:
    """Columns that become properties only where the journey file lists them."""
    return frozenset(
        fold(prefix + name) for name in (*_OTHER.split(), *_custom()) for prefix in ("", "post_")
    )


LAYOUTS = (
    Layout(
        "adobe",
        "hits",
        _COLUMNS,
        one_of=(("post_visid_high", "mcvisid", "post_cust_visid"),),
        takes_epoch=True,
        unkept=_unkept(),
        delimiter="\t",
        is_quoted=False,
        is_escaped=True,
    ),
)
