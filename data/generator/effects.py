"""What was planted: periods and rates that the behaviour consults, and nothing else does.

`truths.py` lists the same effects with the sizes that they have in the exports.
"""

from datetime import date

from data.generator.catalogue import Item
from data.generator.clock import EASTER_RUN, Period, day_number

WHOLE = Period(date(2026, 1, 1), date(2026, 6, 29))

PAYMENT_FAILURE = Period(date(2026, 3, 9), date(2026, 3, 29))
CARD_SHARE = 0.55
PAYMENT_ERROR_USUAL = 0.012
PAYMENT_ERROR_CARD = 0.34

COUPON_BUG = Period(date(2026, 5, 4), date(2026, 5, 24))
COUPON_REFUSED_USUAL = 0.04
COUPON_REFUSED_MOBILE = 0.85

STOCK_GAP = Period(date(2026, 3, 23), date(2026, 4, 3))
STOCK_GAP_CATEGORY = "easter"
OUT_OF_STOCK_USUAL = 0.012
OUT_OF_STOCK_GAP = 0.8

DELIVERY_PAGE = Period(date(2026, 5, 25), date(2026, 6, 21))
TURN_BACK_USUAL = 0.05
TURN_BACK_DESKTOP = 0.36

NEW_GUIDE = Period(date(2026, 4, 20), date(2026, 6, 29))
GUIDE_LOOP_USUAL = 0.1
GUIDE_LOOP_NEW = 0.62

CART_MAIL = Period(date(2026, 4, 13), date(2026, 6, 29))
CART_MAIL_CLICK = 0.5
CART_MAIL_RESOLVE = 1.35
COME_BACK_ALONE = 0.06

REELS = Period(date(2026, 4, 20), date(2026, 5, 3))
REELS_SHARE = 0.105

DIP = Period(date(2026, 2, 16), date(2026, 2, 22))
DIP_FACTOR = 0.92

KIOSK = Period(date(2026, 2, 2), date(2026, 6, 27))
KIOSK_PEOPLE = 44
FAMILY_TABLETS = 12

SLOW_TEAM = "Delivery and assembly"
SLOW_HOURS = 155.0
USUAL_HOURS = 14.0
LOST_AFTER_SLOW = 0.78
LOST_AFTER_USUAL = 0.08

STRONG_TEAM = "North"
WIN_WITHOUT_CALLS = 0.24
WIN_PER_STRONG_CALL = 0.15

EMPTY_SEARCH_SHARE = 0.14
BOT_PERIODS = (Period(date(2026, 2, 10), date(2026, 2, 12)), Period(date(2026, 5, 18), date(2026, 5, 19)))
BOT_EVENTS = (1800, 1200)
SHARED_MAILBOX = "biuro@nordwind.example"
SHARED_MAILBOX_LEADS = 13
SHOWROOM_ANSWERS = 7
FAIR = Period(date(2026, 3, 10), date(2026, 3, 12))


def payment_error_rate(day: int, payment_type: str) -> float:
    """Return how likely an attempt to pay fails."""
    if payment_type == "card" and PAYMENT_FAILURE.holds(day):
        return PAYMENT_ERROR_CARD
    return PAYMENT_ERROR_USUAL


def coupon_refusal_rate(day: int, category: str) -> float:
    """Return how likely a coupon is refused on a kind of device."""
    is_broken = category == "mobile" and COUPON_BUG.holds(day)
    return COUPON_REFUSED_MOBILE if is_broken else COUPON_REFUSED_USUAL


def out_of_stock_rate(day: int, item: Item) -> float:
    """Return how likely an item can't be put in the cart."""
    is_short = item.category == STOCK_GAP_CATEGORY and STOCK_GAP.holds(day)
    return OUT_OF_STOCK_GAP if is_short else OUT_OF_STOCK_USUAL


def turn_back_rate(day: int, category: str) -> float:
    """Return how likely the delivery page sends people back to the products."""
    is_confusing = category == "desktop" and DELIVERY_PAGE.holds(day)
    return TURN_BACK_DESKTOP if is_confusing else TURN_BACK_USUAL


def guide_loop_rate(day: int) -> float:
    """Return how likely a reader of the guide goes to the help pages and back."""
    return GUIDE_LOOP_NEW if NEW_GUIDE.holds(day) else GUIDE_LOOP_USUAL


def cart_appetite(day: int) -> float:
    """Return the factor on putting things in the cart: the dip, which nothing caused."""
    return DIP_FACTOR if DIP.holds(day) else 1.0


def win_rate(team: str, call_count: int) -> float:
    """Return how likely an opportunity is won: only one team's calls help."""
    calls = min(call_count, 4) if team == STRONG_TEAM else 0
    return min(0.85, WIN_WITHOUT_CALLS + WIN_PER_STRONG_CALL * calls)


def is_easter_near(day: int) -> bool:
    """Return whether things for the holiday are looked at more than usual."""
    return day_number(EASTER_RUN.first) - 6 <= day <= day_number(EASTER_RUN.last)
