"""Numbers, dates and shares as people read them, and text made safe for Plotly."""

import re
from datetime import date

NARROW = "\u202f"
MINUS = "\u2212"
NOTHING = "–"
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
_SCALES = ((1_000_000_000, "bn"), (1_000_000, "M"), (1_000, "k"))
_UNSEEN = re.compile("[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def count(number: float | None) -> str:
    """A whole number with thousands separators.

    Examples:
        >>> count(1412)
        '1,412'
    """
    return NOTHING if number is None else f"{number:,.0f}".replace("-", MINUS)


def number(value: float | None) -> str:
    """A number with one decimal at most.

    Examples:
        >>> number(-12.0), number(8.21), number(-0.01)
        ('−12', '8.2', '0')
    """
    if value is None:
        return NOTHING
    shown = f"{value:,.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown.replace("-", MINUS)


def percent(share: float | None) -> str:
    """A share of 0 to 1 as percent with one decimal.

    Examples:
        >>> percent(0.1425)
        '14.2%'
    """
    if share is None:
        return NOTHING
    return f"{share * 100:.1f}%".replace("-", MINUS)


def span(low: float | None, high: float | None) -> str:
    """An interval of shares as percent.

    Examples:
        >>> span(0.1213, 0.1671)
        '12.1–16.7%'
    """
    if low is None or high is None:
        return NOTHING
    return f"{low * 100:.1f}–{high * 100:.1f}%"


def money(amount: float | None, *, currency: str) -> str:
    """An amount in at most three digits and its scale.

    Examples:
        >>> money(204_400, currency="USD"), money(4_120, currency="EUR")
        ('$204k', '€4.1k')
        >>> money(-27_000, currency="CHF")
        '−CHF\u202f27k'
    """
    if amount is None:
        return NOTHING
    sign = MINUS if round(amount) < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency}{NARROW}")
    return f"{sign}{symbol}{_scaled(abs(amount))}"


def money_of(known: float | None, *, unknown: int, currency: str) -> str:
    """A sum of amounts of which some are unknown.

    Examples:
        >>> money_of(300, unknown=0, currency="USD")
        '$300'
        >>> money_of(300, unknown=2, currency="USD")
        '$300 and 2 unknown amounts of'
        >>> money_of(None, unknown=1, currency="USD")
        'an unknown'
    """
    if known is None:
        return "an unknown"
    said = money(known, currency=currency)
    return f"{said} and {plural(unknown, 'unknown amount')} of" if unknown else said


def change(amount: float | None, *, currency: str) -> str:
    """An amount with its sign, plus included.

    Examples:
        >>> change(31_000, currency="USD"), change(0, currency="USD")
        ('+$31k', '$0')
    """
    shown = money(amount, currency=currency)
    return f"+{shown}" if amount is not None and round(amount) > 0 else shown


def _scaled(amount: float) -> str:
    for scale, letter in _SCALES:
        if amount >= scale * 0.9995:
            scaled = f"{amount / scale:.1f}"
            short = scaled.removesuffix(".0")
            return (
                short if len(short) <= len("9.9") else f"{amount / scale:.0f}"
            ) + letter
    return f"{amount:.0f}"


def day_words(day: date) -> str:
    """A date without a doubt about its order.

    Examples:
        >>> day_words(date(2026, 2, 28))
        '28 Feb 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_words(month: str) -> str:
    """A month label `2026-02` in words.

    Examples:
        >>> month_words("2026-02")
        'Feb 2026'
    """
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    Examples:
        >>> plural(1, "exit"), plural(1200, "exit"), plural(2, "company", "companies")
        ('1 exit', '1,200 exits', '2 companies')
    """
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def plotly_text(text: str) -> str:
    """Text from files as Plotly shows it letter by letter: no tags, no hidden marks.

    Examples:
        >>> plotly_text("<b>A & B</b>")
        '&lt;b&gt;A &amp; B&lt;/b&gt;'
    """
    visible = _UNSEEN.sub(" ", text)
    return visible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
