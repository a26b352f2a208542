"""How far a share depends on who happened to come: the jackknife over groups of customers.

Each group is left out in turn; nothing is drawn at random. With G groups the variance of a share is
(G - 1) / G times the squares of the G shares about their mean, and Student's distribution has G - 1 degrees.
"""

from __future__ import annotations

import numpy as np

from journeymine.measures.statistics import Interval, difference_of_means
from journeymine.walk.paths import Float64


def left_out_shares(credit: Float64, totals: Float64) -> Float64:
    """Shares that are left when each group is left out, where credit adds up over groups.

    Args:
        credit: of each node, groups x nodes.
        totals: of each group.

    Returns:
        Groups x nodes; NaN where nothing is left.
    """
    rest = totals.sum() - totals
    usable = rest > 0
    left = credit.sum(axis=0) - credit
    return np.where(usable[:, None], left / np.where(usable, rest, 1)[:, None], np.nan)


def jackknife(shares: Float64, left_out: Float64, *, is_bounded: bool = True) -> Interval:
    """95 % intervals of shares.

    Args:
        shares: of each node, with all groups.
        left_out: groups x nodes, each without one group.
        is_bounded: whether shares lie between 0 and 1.

    Returns:
        NaN where a share does not vary or there are fewer than two groups.
    """
    groups = len(left_out)
    if groups < 2:
        nothing = np.full(len(shares), np.nan)
        return Interval(nothing, nothing.copy())
    spread = ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    error = np.sqrt(spread * (groups - 1) / groups)
    ends = difference_of_means(shares, error, groups - 1)
    if not is_bounded:
        return ends
    return Interval(np.maximum(ends.low, 0), np.minimum(ends.high, 1))
