"""What time it is: instants are whole microseconds in UTC, days are counted from 1 January 2026 in Warsaw.

The only clock change inside the sample (29 March 2026) is written here, so no time zone database is needed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from data.generator.dice import chance

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FIRST_DAY = date(2026, 1, 1)
DAY_COUNT = 180
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MIDNIGHT = (date(2026, 1, 1) - date(1970, 1, 1)).days * DAY
SUMMER_TIME_STARTS = ((date(2026, 3, 29) - date(1970, 1, 1)).days * 24 + 1) * HOUR
END = _MIDNIGHT + DAY_COUNT * DAY - 2 * HOUR

HOURS_AT_HOME = (4, 2, 1, 1, 1, 2, 5, 9, 12, 13, 14, 14, 15, 14, 13, 14, 16, 19, 23, 27, 29, 25, 17, 9)
HOURS_AT_WORK = (0, 0, 0, 0, 0, 0, 1, 6, 18, 27, 29, 27, 20, 22, 25, 23, 17, 8, 3, 2, 2, 1, 0, 0)
_WEEKDAY = (1.08, 1.02, 1.0, 1.0, 0.86, 0.9, 1.2)
_HIGHEST = 2.4


@dataclass(frozen=True)
class Period:
    """Days in Warsaw, both ends included."""

    first: date
    last: date

    def holds(self, day: int) -> bool:
        """Return whether the day with this number is inside."""
        return day_number(self.first) <= day <= day_number(self.last)

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


EASTER_RUN = Period(date(2026, 3, 20), date(2026, 4, 4))
EASTER_REST = Period(date(2026, 4, 5), date(2026, 4, 6))
MAY_SALE = Period(date(2026, 5, 1), date(2026, 5, 10))


def day_number(day: date) -> int:
    """Return how many days after the first day of the sample this is."""
    return (day - FIRST_DAY).days


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return FIRST_DAY + timedelta(days=number)


def offset(at: int) -> int:
    """Return how far Warsaw is ahead of UTC at an instant, in microseconds."""
    return 2 * HOUR if at >= SUMMER_TIME_STARTS else HOUR


def local_day(at: int) -> int:
    """Return the number of the Warsaw day that holds an instant."""
    return (at + offset(at) - _MIDNIGHT) // DAY


def instant(day: int, micros: int) -> int:
    """Return the instant of a wall clock time in Warsaw, given as microseconds since midnight."""
    wall = _MIDNIGHT + day * DAY + micros
    return wall - (2 * HOUR if wall - HOUR >= SUMMER_TIME_STARTS else HOUR)


def season(day: int) -> float:
    """Return how busy a day is; 1 is an ordinary Tuesday."""
    weight = _WEEKDAY[day_of(day).weekday()]
    if EASTER_RUN.holds(day):
        return weight * (1.3 + 0.04 * (day - day_number(EASTER_RUN.first)))
    if EASTER_REST.holds(day):
        return weight * 0.55
    return weight * (1.75 if MAY_SALE.holds(day) else 1.0)


def busy_day(rng: Random, low: int, high: int) -> int:
    """Draw a day of a range (both ends included), busy days more often."""
    for _ in range(40):
        day = low + int(rng.random() * (high - low + 1))
        if chance(rng, season(day) / _HIGHEST):
            return day
    return low


def time_on(rng: Random, day: int, hours: tuple[int, ...]) -> int:
    """Draw an instant on a day, by the weights of its hours."""
    left = rng.random() * sum(hours)
    hour = 0
    while hour < 23 and left >= hours[hour]:
        left -= hours[hour]
        hour += 1
    return instant(day, hour * HOUR + int(rng.random() * HOUR))


def moment(at: int) -> datetime:
    """Return the instant as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def iso_seconds(at: int) -> str:
    """Write an instant as Zendesk does: 2026-01-31T10:15:00Z."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_millis(at: int) -> str:
    """Write an instant as the Salesforce bulk interface does: 2026-01-31T10:15:00.000Z."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def utc_date(at: int) -> str:
    """Write the UTC date of an instant, or nothing for an instant of 0."""
    return moment(at).strftime("%Y-%m-%d") if at else ""


def warsaw_text(at: int) -> str:
    """Write the wall clock in Warsaw without any zone: 2026-01-31 11:15:00."""
    return moment(at + offset(at)).strftime("%Y-%m-%d %H:%M:%S")
