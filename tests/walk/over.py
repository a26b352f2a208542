"""Tests over made-up histories: a few of them always, many where slow tests run; in blocks so small that
several threads and rounds take part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

FEW, MANY = 25, 150
Test = Callable[[int], None]


def over(*strategies: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Test]:
    """Let a test look at examples of what strategies give, FEW of them, and MANY where slow tests run."""

    def decorate(check: Callable[..., None]) -> Test:
        @pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
        def test(examples: int) -> None:
            settings(max_examples=examples, deadline=None)(given(*strategies)(check))()

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate


def small_blocks() -> Iterator[None]:
    """Blocks of a few events, and times laid a few at once; for a fixture of a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("journeymine.walk.walked.BLOCK_EVENTS", 5)
        patch.setattr("journeymine.walk.quantiles.BLOCK_EVENTS", 5)
        patch.setattr("journeymine.walk.quantiles.TIMES_AT_ONCE", 7)
        patch.setattr("journeymine.walk.tally.TIMES_AT_ONCE", 7)
        yield
