"""All sizes by the key of their truth."""

from __future__ import annotations

from collections.abc import Callable

from tests.sample.counting import Days, Sizes
from tests.sample.sizes_people import back_and_forth, cart_recovery, rep_team, slow_support, two_speeds
from tests.sample.sizes_site import (
    delivery_step,
    empty_search,
    equal_guides,
    guide_loop,
    mobile_coupon,
    out_of_stock,
    payment_failure,
    random_dip,
    reels_campaign,
    seasons,
)
from tests.sample.sizes_traps import (
    family_tablets,
    kiosk,
    late_login,
    odd_values,
    robots,
    shared_mailbox,
    small_cell,
)

MEASURES: dict[str, Callable[[Days], Sizes]] = {
    function.__name__: function
    for function in (
        payment_failure,
        mobile_coupon,
        out_of_stock,
        guide_loop,
        delivery_step,
        empty_search,
        seasons,
        reels_campaign,
        random_dip,
        equal_guides,
        slow_support,
        two_speeds,
        back_and_forth,
        cart_recovery,
        rep_team,
        kiosk,
        family_tablets,
        late_login,
        shared_mailbox,
        robots,
        small_cell,
        odd_values,
    )
}
