"""Student's t distribution: how far out a share of it lies, for any degrees of freedom and very small shares."""

from __future__ import annotations

import math
from functools import lru_cache

_TERMS = 500
_TINY = 1e-300
_EXACT = 1e-14


def two_sided_tail(t: float, freedom: float) -> float:
    """The probability of a value at least as far from 0 as `t`."""
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


@lru_cache(maxsize=4096)
def two_sided_quantile(level: float, freedom: float) -> float:
    """The t beyond which, on both sides together, lies `level` of the distribution."""
    if not 0 < level < 1 or freedom <= 0:
        raise ValueError(f"no quantile for a level of {level} and {freedom} degrees of freedom")
    low, high = 0.0, 1.0
    while two_sided_tail(high, freedom) > level:
        low, high = high, high * 2
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        if two_sided_tail(middle, freedom) > level:
            low = middle
        else:
            high = middle
    return high


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised one."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    # The fraction converges fast only on this side of the bulk.
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(1 - x, b, a)
    ends = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(ends) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, evaluated from the front (modified Lentz)."""
    above = 1.0
    below = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = below
    for term in range(1, _TERMS):
        even = term * (b - term) * x / ((a + 2 * term - 1) * (a + 2 * term))
        odd = -(a + term) * (a + b + term) * x / ((a + 2 * term) * (a + 2 * term + 1))
        step = 1.0
        for numerator in (even, odd):
            below = 1.0 / _away_from_zero(1.0 + numerator * below)
            above = _away_from_zero(1.0 + numerator / above)
            step = below * above
            value *= step
        if abs(step - 1.0) < _EXACT:
            break
    return value


def _away_from_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
