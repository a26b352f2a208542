"""Numbers, money, times and lengths of time as a reader of one language writes them (CLDR data, by Babel)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

NOTHING = "–"
LEFT_TO_RIGHT, FIRST_STRONG, RIGHT_TO_LEFT, POP = "\u2066", "\u2068", "\u2067", "\u2069"
OPENERS = LEFT_TO_RIGHT + FIRST_STRONG + RIGHT_TO_LEFT
"""What opens a text that is kept apart from the direction around it; POP closes it."""
_UNITS = (("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0), ("second", 1.0))


@dataclass(frozen=True)
class Numbers:
    """Formats figures for one language; None is shown as a dash, never as 0."""

    language: str

    def count(self, value: float | None) -> str:
        """A whole number with its thousands marked."""
        return self._decimal(value, "#,##0")

    def decimal(self, value: float | None) -> str:
        """A number with one decimal."""
        return self._decimal(value, "#,##0.0")

    def score(self, value: float | None) -> str:
        """A signed score with two decimals, such as +0.42."""
        return self._signed(value, "+0.00;-0.00")

    def signed(self, value: float | None) -> str:
        """A signed number with one decimal."""
        return self._signed(value, "+#,##0.0;-#,##0.0")

    def whole(self, value: float | None) -> str:
        """A signed whole number, such as an NPS."""
        return self._signed(value, "+#,##0;-#,##0")

    def percent(self, rate: float | None) -> str:
        """A rate of 0 to 1 as a percentage; one decimal below 10 %."""
        if rate is None:
            return NOTHING
        from babel.numbers import format_percent

        pattern = "#,##0.0%" if 0 < abs(rate) < 0.0995 else "#,##0%"
        return _tidy(format_percent(rate, format=pattern, locale=self.language))

    def ratio(self, value: float | None) -> str:
        """A ratio, such as 2.3 times."""
        return NOTHING if value is None else f"{self._decimal(value, '#,##0.0')}×"

    def money(self, value: float | None, currency: str | None) -> str:
        """Money, shortened from ten thousand on."""
        if value is None:
            return NOTHING
        short, digits = abs(value) >= 10_000, 1 if abs(value) >= 1_000_000 else 0
        if currency is None:
            return self._compact(value, digits) if short else self.count(value)
        from babel.numbers import format_compact_currency, format_currency

        if short:
            text = format_compact_currency(value, currency, locale=self.language, fraction_digits=digits)
        else:
            pattern = self._currency_pattern()
            text = format_currency(value, currency, pattern, locale=self.language, currency_digits=False)
        return _tidy(text)

    def duration(self, seconds: float | None) -> str:
        """A length of time in its largest fitting unit, such as 2.3 days."""
        if seconds is None:
            return NOTHING
        from babel.units import format_unit

        unit, size = next((pair for pair in _UNITS if abs(seconds) >= 1.5 * pair[1]), _UNITS[-1])
        amount = round(seconds / size, 1)
        whole = round(amount) if abs(amount) >= 10 else amount
        name = f"duration-{unit}"
        # CLDR's Arabic has no long form for days; Babel then writes the unit's own name.
        forms = (
            format_unit(whole, name, length=length, format="#,##0.#", locale=self.language)
            for length in ("long", "short")
        )
        return _tidy(next(form for form in forms if name not in form))

    def span(self, value: timedelta) -> str:
        """A setting's length of time."""
        return self.duration(value.total_seconds())

    def moment(self, value: datetime) -> str:
        """An instant to the minute, in its own zone."""
        from babel.dates import format_datetime

        return (
            f"{format_datetime(value, 'd MMM y, HH:mm', locale=self.language)} {value.tzname() or ''}".strip()
        )

    def day(self, value: datetime) -> str:
        """A day with its month's short name."""
        from babel.dates import format_date

        return format_date(value.date(), "d MMM y", locale=self.language)

    def days(self, first: datetime, last: datetime) -> str:
        """A span of days, shortened where both ends share month or year."""
        from babel.dates import format_interval

        return format_interval(first.date(), last.date(), skeleton="yMMMd", locale=self.language)

    def separators(self) -> str:
        """Decimal and thousands sign, as plotly wants them."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        return get_decimal_symbol(self.language) + get_group_symbol(self.language)

    def _compact(self, value: float, digits: int) -> str:
        from babel.numbers import format_compact_decimal

        return _tidy(format_compact_decimal(value, locale=self.language, fraction_digits=digits))

    def _decimal(self, value: float | None, pattern: str) -> str:
        if value is None:
            return NOTHING
        from babel.numbers import format_decimal

        return _tidy(format_decimal(value, format=pattern, locale=self.language))

    def _signed(self, value: float | None, pattern: str) -> str:
        text = self._decimal(value, pattern)
        return text if value is None else f"{LEFT_TO_RIGHT}{text}{POP}"

    def _currency_pattern(self) -> str:
        from babel import Locale

        return str(Locale.parse(self.language).currency_formats["standard"].pattern).replace(".00", "")


def _tidy(text: str) -> str:
    return text.replace("-", "−")
