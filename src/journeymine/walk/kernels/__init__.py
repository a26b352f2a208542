"""The compiled loops: plain Python over NumPy arrays, made fast by Numba, and right without it.

Each takes arrays and a range of customers, and does one thing; tests/reference says the same slowly. Import
these modules where they are called, not at the top: Numba takes a moment to load.

`compiled` keeps what it compiled beside the module, or where NUMBA_CACHE_DIR says. Where Numba is missing or
switched off (NUMBA_DISABLE_JIT=1) the loops run as they are written, only slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """A loop that is compiled at its first call with arguments of new types; without an entry for C, which
    nobody calls and which takes a tenth of that time.
    """
    try:
        from numba import njit
    except ImportError:
        return function
    make = njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)  # pyright: ignore[reportCallIssue]
    return cast("F", make(function))


__all__ = ["compiled"]
