"""Places beside the rest of their groups: sums and products over customers."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Float64, Int32, Int64


@compiled
def add_moments(  # noqa: PLR0913
    customer: Int32,
    place: Int32,
    weight: Float64,
    amount: Float64,
    group_of: Int32,
    dust: float,
    own: Float64,
    whole: Float64,
    line: Float64,
    of_place: Float64,
    of_group: Float64,
    counts: Int64,
) -> None:
    """Add up, over customers, the products of 1, a place's weight and amount, and those of the rest of its
    group.

    Args:
        customer, place, weight, amount: of each unit; a customer's units stand together, weights are above 0.
        group_of: of each place.
        dust: a weight that is none.
        own, whole: 0 for each place and group, two each; used and left at 0.
        line: room for two lines of five.
        of_place: gets five times five sums a place, of customers at it, less what they would be if those were
            not there: so only the group's have to be added.
        of_group: gets the same for each group, of all its customers, as if they were at none of the places.
        counts: gets how many customers are at each place, and how many of them at it alone.
    """
    begin = 0
    line[:, 0] = 1
    while begin < len(customer):
        end = begin
        while end < len(customer) and customer[end] == customer[begin]:
            own[place[end], 0] += weight[end]
            own[place[end], 1] += amount[end]
            whole[group_of[place[end]], 0] += weight[end]
            whole[group_of[place[end]], 1] += amount[end]
            end += 1
        for at in range(begin, end):
            here, group = place[at], group_of[place[at]]
            if own[here, 0] > 0:
                for figure in range(2):
                    line[0, 1 + figure] = own[here, figure]
                    line[0, 3 + figure] = whole[group, figure] - own[here, figure]
                    line[1, 3 + figure] = whole[group, figure]
                    own[here, figure] = 0
                counts[here, 0] += 1
                counts[here, 1] += line[0, 3] <= dust
                for one in range(5):
                    for other in range(5):
                        of_place[here, one, other] += (
                            line[0, one] * line[0, other] - line[1, one] * line[1, other]
                        )
        for at in range(begin, end):
            group = group_of[place[at]]
            if whole[group, 0] > 0:
                for figure in range(2):
                    line[1, 3 + figure] = whole[group, figure]
                    whole[group, figure] = 0
                for one in range(5):
                    for other in range(5):
                        of_group[group, one, other] += line[1, one] * line[1, other]
        begin = end
