"""Which events are no customers': robots, the company's own people, tests and sessions without end.

Such events are loaded and flagged; they stay out of the figures unless the journey file keeps their kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from journeymine.config.rules import NoRules, Rule
from journeymine.config.values import Frozen

Flag = Literal["test", "internal", "bot", "runaway"]
FLAGS: tuple[Flag, ...] = ("test", "internal", "bot", "runaway")
"""Kinds of events that are no customers'; of several that fit the first counts."""

ROBOTS = (
    r"(?<!cu)bot\b|(?<!cu)bot[/;\s_-]|crawl|spider|slurp|headless|phantomjs|puppeteer|playwright|selenium|lighthouse"
    r"|pingdom|uptime|monitor(ing)?\b|facebookexternalhit|embedly|preview|scrap(er|y)|archiver|feedfetcher"
    r"|python-requests|python-urllib|aiohttp|httpx|okhttp/|go-http-client|java/\d|libwww|wget|curl/|axios/"
    r"|mediapartners-google|apis-google|adsbot|gptbot|claudebot|bytespider|ahrefs|semrush|yandex(bot|images)"
)
"""What the user agents of robots say, in lower case."""


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"found {text!r}, expected an address or network such as 10.0.0.0/8") from None
    return text


def _domain(text: str) -> str:
    name = text.strip().removeprefix("@").lower()
    if not name or "@" in name:
        raise ValueError(f"found {text!r}, expected a mail domain such as company.com")
    return name


class Hygiene(Frozen):
    """What is flagged and whether it counts.

    Attributes:
        keep: kinds that stay in the figures: test, internal, bot, runaway.
        robots: texts of robots' user agents, beside those known anyway; `*` is any run of characters.
        internal_networks: addresses of the company's own.
        internal_domains: mail domains of the company's own; all events of such a person are internal.
        bots, internal, tests: rules; an event that one of them matches is flagged.
        max_events_per_day: a customer with more events on one day is a robot; null switches it off.
        max_session_events: a session with more events is a runaway; null switches it off.
    """

    keep: tuple[Flag, ...] = ()
    robots: tuple[str, ...] = ()
    internal_networks: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    internal_domains: tuple[Annotated[str, AfterValidator(_domain)], ...] = ()
    bots: NoRules = ()
    internal: NoRules = ()
    tests: NoRules = ()
    max_events_per_day: Annotated[int, Field(ge=1)] | None = 2000
    max_session_events: Annotated[int, Field(ge=1)] | None = 1000

    def rules(self) -> Iterator[tuple[Flag, tuple[Rule, ...]]]:
        """The rules of each kind, in the order in which they count."""
        yield "test", self.tests
        yield "internal", self.internal
        yield "bot", self.bots

    def is_robot(self, user_agent: str) -> bool:
        """Whether a user agent is a robot's."""
        return self._robots.search(user_agent.lower()) is not None

    def is_own(self, address: str) -> bool:
        """Whether an address is the company's own; what is no address is not."""
        try:
            found = ip_network(address.strip())
        except ValueError:
            return False
        return any(found.version == own.version and found.subnet_of(own) for own in self._networks)  # type: ignore[arg-type]

    @cached_property
    def _robots(self) -> re.Pattern[str]:
        return re.compile("|".join([ROBOTS, *(translate(text.lower()) for text in self.robots)]))

    @cached_property
    def _networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(text, strict=False) for text in self.internal_networks)
