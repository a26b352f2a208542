"""Shopify: the orders export of the admin, and orders and abandoned checkouts of the Admin API or of a
connector.

In the export an order has a row for each of its items, and only the first has the order's own columns.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Column, Layout, column, required

_ITEMS = """
[{"sku": "VARCHAR", "variant_id": "VARCHAR", "product_id": "VARCHAR", "quantity": "VARCHAR",
  "name": "VARCHAR", "title": "VARCHAR"}]
"""
_REFUNDS = """
[{"id": "VARCHAR", "created_at": "VARCHAR", "createdAt": "VARCHAR", "transactions": [{"amount": "VARCHAR"}],
  "totalRefundedSet": {"shopMoney": {"amount": "VARCHAR"}}}]
"""
_DISCOUNTS = '[{"code": "VARCHAR"}]'

_EXPORT_UNKEPT = frozenset(
    [
        *("lineitemprice", "lineitemcompareatprice", "lineitemrequiresshipping", "lineitemtaxable"),
        *("lineitemfulfillmentstatus", "lineitemdiscount", "paymentreference", "paymentreferences"),
        *("paymentid", "noteattributes", "employee", "receiptnumber", "deviceid"),
        *("billingcompany", "billingcity", "billingprovince", "billingcountry"),
        *("shippingcompany", "shippingcity", "shippingprovince"),
    ]
)
_API_UNKEPT = frozenset(
    [
        *("admingraphqlapiid", "updatedat", "closedat", "customer", "clientdetails", "noteattributes"),
        *("billingaddress", "shippingaddress", "defaultaddress", "paymentdetails", "paymentterms"),
        *("fulfillments", "fulfillmentorders", "shippinglines", "taxlines", "discountapplications"),
        *("totalpriceset", "subtotalpriceset", "totaltaxset", "totaldiscountsset", "totallineitemspriceset"),
        *("totalshippingpriceset", "currenttotalpriceset", "currentsubtotalpriceset", "currenttotaltaxset"),
        *("currenttotaldiscountsset", "currenttotaldutiesset", "originaltotaldutiesset", "legacyresourceid"),
        *("totaldiscountset", "totaldutiesset", "currenttotaladditionalfeesset", "taxexempt", "userid"),
        *("originaltotaladditionalfeesset", "totalcashroundingpaymentadjustmentset", "customattributes"),
        *("totalcashroundingrefundadjustmentset", "customerjourneysummary", "checkoutid", "deviceid"),
        *("defaultcursor", "merchantofrecordappid", "confirmationnumber", "originallineitems", "products"),
        *("reference", "sourceidentifier", "landingsiteref", "processingmethod", "paymentschedules"),
    ]
)

_WHOSE = (
    column(
        "email",
        "e-mail address; vendor documentation",
        *("contact_email", "customer.email", "customer_email"),
    ),
    column("phone", "phone number; vendor documentation", "customer.phone", "customer_phone"),
    column("customer_id", "the customer's number; vendor documentation", "customer.id"),
)
_WHERE_FROM = (
    column(
        "landing_site",
        "page on which the visit began, with its query; vendor documentation",
        *("landing_site_base_url", "customerJourneySummary.lastVisit.landingPage"),
    ),
    column(
        "referring_site",
        "page that led to the shop; vendor documentation",
        "customerJourneySummary.lastVisit.referrerUrl",
    ),
    column("source_name", "web, pos, a draft order or an app; vendor documentation", "sourceName"),
    column("cart_token", "the cart; vendor documentation"),
)
_WHAT = (
    column(
        "total_price",
        "amount of all items, taxes, shipping and discounts; vendor documentation",
        *("totalPriceSet.shopMoney.amount", "total_price_set.shop_money.amount"),
    ),
    column(
        "currency",
        "ISO code; vendor documentation",
        *("currencyCode", "totalPriceSet.shopMoney.currencyCode", "presentment_currency"),
    ),
    column("line_items", "list of items; vendor documentation", "lineItems"),
    column(
        "discount_codes",
        "list of codes; vendor documentation",
        *("discountCodes", "discount_code", "discountCode"),
    ),
    column("gateway", "how it is paid; vendor documentation", "payment_gateway_names", "paymentGatewayNames"),
    column("quantity", "items, on the line of an item in a bulk export; vendor documentation"),
    column("sku", "article number, likewise; vendor documentation"),
    column("__parentId", "order or checkout of an item, likewise; vendor documentation"),
    column("_fivetran_deleted", "whether the record was deleted; connector documentation"),
)


def _api(entity: str, *columns: Column) -> Layout:
    times = ("created_at", "processed_at", "cancelled_at", "completed_at")
    return Layout("shopify", entity, columns, times, unkept=_API_UNKEPT)


LAYOUTS = (
    Layout(
        "shopify",
        "order",
        (
            required("name", "the order's name, such as #1001; may repeat; vendor documentation"),
            required("created_at", "when it was placed; vendor documentation"),
            column("id", "the order's number, on its first row; vendor documentation"),
            column("email", "e-mail address; vendor documentation"),
            column("phone", "phone number; vendor documentation"),
            column("billing_phone", "phone number of who pays; vendor documentation"),
            column(
                "financial_status",
                "pending, paid, refunded, voided and the like; vendor documentation",
            ),
            column("paid_at", "when it was paid; vendor documentation"),
            column("fulfillment_status", "whether it was sent; vendor documentation"),
            column("cancelled_at", "when it was called off; vendor documentation"),
            column("refunded_amount", "money given back; vendor documentation"),
            column("currency", "ISO code; vendor documentation"),
            column("total", "amount of the order; vendor documentation"),
            column("discount_code", "coupon; vendor documentation"),
            column("discount_amount", "money taken off; vendor documentation"),
            column("payment_method", "how it is paid; vendor documentation"),
            column("source", "web, pos, a draft order or an app; vendor documentation"),
            column("shipping_country", "country it is sent to; vendor documentation"),
            column("lineitem_quantity", "pieces of the row's item; vendor documentation"),
            column("lineitem_name", "the row's item; vendor documentation"),
            column("lineitem_sku", "article number of the row's item; vendor documentation"),
        ),
        times=("created_at", "paid_at", "cancelled_at"),
        ignores_case=True,
        unkept=_EXPORT_UNKEPT,
    ),
    _api(
        "order_api",
        required("id", "the order's number; vendor documentation"),
        required("created_at", "when it was made; vendor documentation", "createdAt"),
        column(
            "processed_at",
            "when it was placed, also where it was imported; vendor documentation",
            "processedAt",
        ),
        column("name", "the order's name, such as #1001; vendor documentation"),
        column("financial_status", "as in the export; vendor documentation", "displayFinancialStatus"),
        column("fulfillment_status", "whether it was sent; vendor documentation", "displayFulfillmentStatus"),
        column("cancelled_at", "when it was called off; vendor documentation", "cancelledAt"),
        column(
            "cancel_reason",
            "customer, declined, fraud, inventory, staff, other; vendor documentation",
            "cancelReason",
        ),
        column("refunds", "list of refunds; vendor documentation"),
        column("test", "whether it is a test; vendor documentation"),
        column("checkout_token", "the checkout; vendor documentation"),
        column(
            "browser_ip",
            "address of the browser; vendor documentation",
            *("client_details.browser_ip", "clientIp"),
        ),
        column(
            "user_agent",
            "browser; vendor documentation",
            *("client_details.user_agent", "client_details_user_agent"),
        ),
        *_WHOSE,
        *_WHERE_FROM,
        *_WHAT,
    ),
    _api(
        "abandoned_checkout",
        required("id", "the checkout's number; vendor documentation"),
        required("created_at", "when it began; vendor documentation", "createdAt"),
        column("completed_at", "when it became an order; vendor documentation", "completedAt"),
        column("token", "the checkout; vendor documentation"),
        column(
            "abandoned_checkout_url",
            "link that brings it back, with the token; vendor documentation",
            "abandonedCheckoutUrl",
        ),
        *_WHOSE,
        *_WHERE_FROM,
        *_WHAT,
    ),
)


def parameters(_source: Source) -> Mapping[str, object]:
    """The structures into which the staging models take nested lists apart, all as text."""
    return {"item_structure": _ITEMS, "refund_structure": _REFUNDS, "discount_structure": _DISCOUNTS}
