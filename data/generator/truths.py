"""The planted truths as a table: days, who, and the size that each has in the exports.

The rates behind them are in `effects`; the sizes are what came of them, as the tests count them in the files.
"""

from dataclasses import dataclass

from data.generator import effects
from data.generator.clock import Period

LOUD = "loud"
QUIET = "quiet"
TRAP = "trap"


@dataclass(frozen=True)
class Truth:
    """Something that is so in the sample because it was put there.

    `sizes` names figures and gives their values; "z" is a difference of two rates in standard errors. Loud
    truths must be found by whoever looks; quiet ones must not be reported; traps await readers of the files.
    """

    key: str
    title: str
    days: Period
    who: str
    where: str
    loudness: str
    sizes: tuple[tuple[str, float], ...]


TRUTHS: tuple[Truth, ...] = (
    Truth(
        key="payment_failure",
        title="payment by card fails",
        days=effects.PAYMENT_FAILURE,
        who="whoever pays, every device",
        where="payment_error after add_payment_info; drop-off at payment; payment tickets; sour NPS",
        loudness=LOUD,
        sizes=(
            ("errors per payment attempt, inside", 0.18),
            ("errors per payment attempt, outside", 0.012),
            ("sessions that pay of those that enter payment, inside", 0.835),
            ("sessions that pay of those that enter payment, outside", 0.972),
            ("z", 10.128),
        ),
    ),
    Truth(
        key="mobile_coupon",
        title="coupons are refused on phones",
        days=effects.COUPON_BUG,
        who="mobile only",
        where="coupon_refused after begin_checkout, by device",
        loudness=LOUD,
        sizes=(
            ("refusals per begun checkout, mobile, inside", 0.185),
            ("refusals per begun checkout, mobile, outside", 0.018),
            ("refusals per begun checkout, desktop, inside", 0.011),
            ("z", 8.142),
        ),
    ),
    Truth(
        key="out_of_stock",
        title="four items for the holiday run out",
        days=effects.STOCK_GAP,
        who="items P-301 to P-304",
        where="out_of_stock in place of add_to_cart, by item",
        loudness=LOUD,
        sizes=(
            ("refused of wanted Easter items, inside", 0.843),
            ("refused of wanted Easter items, outside", 0.014),
            ("refused of other wanted items", 0.01),
            ("z", 13.065),
        ),
    ),
    Truth(
        key="slow_support",
        title="a slow support team loses owners",
        days=effects.WHOLE,
        who='tickets of the group "Delivery and assembly"',
        where="time to solved, CSAT, events after the ticket",
        loudness=LOUD,
        sizes=(
            ("median hours to solve, slow team", 154.804),
            ("median hours to solve, others", 20.076),
            ("mean CSAT, slow team", 1.9),
            ("mean CSAT, others", 4.378),
            ("came back to the site, slow team", 0.283),
            ("came back to the site, others", 0.916),
            ("z", 8.163),
        ),
    ),
    Truth(
        key="two_speeds",
        title="some compare for weeks, some buy at once",
        days=effects.WHOLE,
        who="people with three compare_items or more, and the others",
        where="time from first item to first order",
        loudness=LOUD,
        sizes=(
            ("people who compare three times or more", 275),
            ("median days from first item to first order, comparers", 24.888),
            ("median days from first item to first order, others", 2.342),
            ("buyers who buy within a day, comparers", 0.079),
            ("buyers who buy within a day, others", 0.464),
        ),
    ),
    Truth(
        key="back_and_forth",
        title="comparers go back to the lists and return",
        days=effects.WHOLE,
        who="the same people",
        where="ping-pong of lists, magazine, home (awareness) with items, search, comparison",
        loudness=LOUD,
        sizes=(
            ("median returns consideration-awareness-consideration, comparers", 13),
            ("median returns consideration-awareness-consideration, others", 1),
            ("mean returns, comparers", 16.389),
            ("mean returns, others", 2.311),
        ),
    ),
    Truth(
        key="cart_recovery",
        title="an e-mail brings carts back",
        days=effects.CART_MAIL,
        who="account holders and subscribers who left a cart",
        where="carts recovered within 30 days; campaign cart-recovery, medium email",
        loudness=LOUD,
        sizes=(
            ("recovered of abandoned carts, before", 0.028),
            ("recovered of abandoned carts, from then on", 0.12),
            ("sessions of the campaign", 135),
            ("sessions of the campaign with an order", 0.622),
            ("z", 7.365),
        ),
    ),
    Truth(
        key="guide_loop",
        title="a new assembly guide sends owners to help and back",
        days=effects.NEW_GUIDE,
        who="readers of /guides/",
        where="onboarding_guide_view, help_page_view, onboarding_guide_view",
        loudness=LOUD,
        sizes=(
            ("readings that go to help and back, before", 0.067),
            ("readings that go to help and back, from then on", 0.529),
            ("z", 13.282),
        ),
    ),
    Truth(
        key="delivery_step",
        title="a confusing delivery page sends people back to the products",
        days=effects.DELIVERY_PAGE,
        who="desktop only",
        where="products right after add_shipping_info, by device",
        loudness=LOUD,
        sizes=(
            ("back to products after delivery, desktop, inside", 0.276),
            ("back to products after delivery, desktop, outside", 0.053),
            ("back to products after delivery, mobile, inside", 0.038),
            ("z", 6.406),
        ),
    ),
    Truth(
        key="rep_team",
        title="the calls of one sales team help",
        days=effects.WHOLE,
        who="team North (Nina Norek, Olaf Nowicki, Petra North)",
        where="won opportunities by team and number of calls",
        loudness=LOUD,
        sizes=(
            ("won, North, two calls or more", 0.673),
            ("won, North, fewer calls", 0.31),
            ("won, other teams, two calls or more", 0.203),
            ("won, other teams, fewer calls", 0.185),
            ("z", 5.989),
        ),
    ),
    Truth(
        key="empty_search",
        title="a search that finds nothing ends the session",
        days=effects.WHOLE,
        who="whoever searches",
        where="view_search_results with results = 0 as last event",
        loudness=LOUD,
        sizes=(
            ("searches that find nothing", 0.143),
            ("session ends there, nothing found", 0.388),
            ("session ends there, something found", 0.107),
            ("z", 21.283),
        ),
    ),
    Truth(
        key="reels_campaign",
        title="a campaign brings many people and few buyers",
        days=effects.REELS,
        who="campaign spring-reels, medium paid_social",
        where="buyers by first campaign",
        loudness=LOUD,
        sizes=(
            ("people of the campaign", 306),
            ("of these, buyers", 0.01),
            ("of the others, buyers", 0.204),
            ("z", 8.316),
        ),
    ),
    Truth(
        key="seasons",
        title="before Easter and in the May sale it is busy",
        days=effects.WHOLE,
        who="everyone; 20 March to 4 April, 1 to 10 May",
        where="sessions a day",
        loudness=LOUD,
        sizes=(
            ("median sessions a day", 76),
            ("sessions a day before Easter", 107.375),
            ("sessions a day in the May sale", 158.3),
        ),
    ),
    Truth(
        key="kiosk",
        title="one tablet in the showroom, many people",
        days=effects.KIOSK,
        who="the cookie 7700000001.1769986800",
        where="accounts per cookie",
        loudness=TRAP,
        sizes=(
            ("cookies with more than five accounts", 1),
            ("accounts on the kiosk", 30),
            ("sessions on the kiosk", 87),
            ("events on the kiosk outside the period", 0),
        ),
    ),
    Truth(
        key="family_tablets",
        title="families share a tablet, two logins each",
        days=effects.WHOLE,
        who="twelve pairs; one of them never logs in on it",
        where="accounts per cookie",
        loudness=TRAP,
        sizes=(("cookies with two accounts", 11),),
    ),
    Truth(
        key="late_login",
        title="people look around long before they log in",
        days=effects.WHOLE,
        who="cookies with one account",
        where="events of a cookie before its first login",
        loudness=TRAP,
        sizes=(
            ("cookies with one account", 708),
            ("of these, seen before their first login", 698),
            ("events without account before that login", 12419),
            ("accounts with several cookies", 108),
        ),
    ),
    Truth(
        key="shared_mailbox",
        title="thirteen leads have one office address",
        days=effects.WHOLE,
        who="biuro@nordwind.example",
        where="Email in Lead.csv",
        loudness=TRAP,
        sizes=(("leads with one address", 13),),
    ),
    Truth(
        key="robots",
        title="two robots read the whole shop",
        days=effects.WHOLE,
        who="browsers HeadlessChrome (10 to 12 February) and python-requests (18 to 19 May)",
        where="events per session, browser",
        loudness=TRAP,
        sizes=(
            ("robots", 2),
            ("events of robots", 3000),
        ),
    ),
    Truth(
        key="odd_values",
        title="values that are easily read wrongly",
        days=effects.WHOLE,
        who="rows of three sources",
        where="user_id in the web export, WhoId in Task, comment, email and submitted_at in the survey",
        loudness=TRAP,
        sizes=(
            ("web events with the user_id guest", 261),
            ("tasks that name their person by 15 characters", 70),
            ("comments of several lines", 15),
            ("comments with Arabic digits", 6),
            ("addresses in capitals or with a blank", 99),
            ("answers without an address", 123),
            ("answers in the hour that did not exist", 1),
        ),
    ),
    Truth(
        key="random_dip",
        title="a week with fewer carts that nothing explains",
        days=effects.DIP,
        who="everyone",
        where="must not be reported: within chance",
        loudness=QUIET,
        sizes=(
            ("carts per session with an item, that week", 0.238),
            ("carts per session with an item, two weeks around", 0.263),
            ("z", 0.947),
        ),
    ),
    Truth(
        key="equal_guides",
        title="two magazine pages do equally well",
        days=effects.WHOLE,
        who="/magazine/desk-guide, /magazine/lighting-guide",
        where="neither may be called better: within chance",
        loudness=QUIET,
        sizes=(
            ("sessions with the desk guide", 515),
            ("sessions with the lighting guide", 544),
            ("an item seen after the desk guide", 0.483),
            ("an item seen after the lighting guide", 0.48),
            ("z", 0.121),
        ),
    ),
    Truth(
        key="small_cell",
        title="a handful of bad answers from the showroom",
        days=effects.KIOSK,
        who="people asked at the kiosk",
        where="touchpoint showroom; too few to show (min_cell)",
        loudness=QUIET,
        sizes=(
            ("answers", 6),
            ("mean score", 0.667),
        ),
    ),
)
