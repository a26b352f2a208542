"""One session on the site while it happens: it keeps the clock and the page, and notes each act.

Acts are vendor-free; `export_ga4` gives them their layout.
"""

from dataclasses import dataclass, field
from random import Random

from data.generator.catalogue import Item
from data.generator.clock import SECOND
from data.generator.dice import between, skewed
from data.generator.people import Device, Person

Detail = tuple[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Where a session came from."""

    source: str
    medium: str
    campaign: str = ""


DIRECT = Traffic("(direct)", "(none)")


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one item."""

    item: Item
    quantity: int


@dataclass(frozen=True, slots=True)
class Sale:
    """The money of a purchase: number of the order, revenue and delivery in EUR."""

    order_id: str
    revenue: float
    shipping: float


@dataclass(frozen=True, slots=True)
class Batch:
    """GA4's order inside one instant: page load, message of that page, place in the message."""

    page_id: int
    ordering_id: int
    index: int


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done on the site, at an instant in microseconds UTC."""

    at: int
    name: str
    page: str
    person: Person
    device: Device
    user_id: str | None
    session_at: int
    session_number: int
    traffic: Traffic
    is_landing: bool
    batch: Batch
    details: tuple[Detail, ...] = ()
    lines: tuple[Line, ...] = ()
    sale: Sale | None = None


@dataclass(slots=True)
class Session:
    """A session in progress. Changes as it goes on; the acts that it leaves behind do not."""

    rng: Random
    person: Person
    device: Device
    traffic: Traffic
    number: int
    at: int
    user_id: str | None = None
    page: str = "/"
    acts: list[Act] = field(default_factory=list[Act])
    started_at: int = 0
    _page_id: int = 0
    _ordering_id: int = 0
    _index: int = 0
    _page_count: int = 0

    def land(self, page: str) -> None:
        """Start on a page: session_start and what follows share one instant."""
        self.started_at = self.at
        self._turn_to(page)
        self.record("session_start")

    def go(self, page: str, *, median_seconds: float = 32.0) -> None:
        """Read the page at hand for a while, then open another."""
        self.wait(median_seconds)
        self._turn_to(page)

    def wait(self, median_seconds: float) -> None:
        """Let time pass, 20 minutes at most; what is sent next is another message."""
        self.at += int(min(skewed(self.rng, median_seconds), 1200.0) * SECOND)
        self._ordering_id += 1
        self._index = 0

    def record(
        self,
        name: str,
        *,
        details: tuple[Detail, ...] = (),
        lines: tuple[Line, ...] = (),
        sale: Sale | None = None,
    ) -> None:
        """Note an act at this instant."""
        self._index += 1
        batch = Batch(self._page_id, self._ordering_id, self._index)
        act = Act(
            at=self.at,
            name=name,
            page=self.page,
            person=self.person,
            device=self.device,
            user_id=self.user_id,
            session_at=self.started_at,
            session_number=self.number,
            traffic=self.traffic,
            is_landing=self._page_count == 1,
            batch=batch,
            details=details,
            lines=lines,
            sale=sale,
        )
        self.acts.append(act)

    def view(self, page: str) -> None:
        """Open a page that is content and no product: the site sends page_view for these only."""
        self.go(page)
        self.record("page_view")

    def _turn_to(self, page: str) -> None:
        self.page = page
        self._page_id = self.at // 1000
        self._page_count += 1
        self._ordering_id = 1
        self._index = 0
        self.at += between(self.rng, 1, 999)
