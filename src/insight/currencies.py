"""Currencies: the codes that files and people write in symbols and words."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.numbers import list_currencies

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl", "it")
SHARED: Final[dict[str, tuple[str, ...]]] = {
    "dollar": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "krone": ("SEK", "NOK", "DKK", "ISK"),
    "yen": ("JPY", "CNY"),
}
"""What several currencies are called: a dollar, a krone, and the sign of yen and yuan."""
_SHARED_MARKS: Final = {
    "dollar": "$ dollar dollars dólar dólares dollaro dollari",
    "krone": "kr kr. krone kroner kronen couronne couronnes corona coronas",
    "yen": "¥ ￥",
}
_MARKS: Final = {
    "EUR": "€ euro euros eur.",
    "GBP": "£ pound pounds sterling stg",
    "USD": "us$ u$s usd$ $us",
    "BRL": "r$ real reais",
    "CAD": "c$ ca$ cad$ can$",
    "AUD": "a$ au$ aud$",
    "NZD": "nz$ nzd$",
    "HKD": "hk$",
    "SGD": "s$ sg$",
    "MXN": "mx$ mex$",
    "TWD": "nt$",
    "CHF": "fr. sfr sfr. fr franken",
    "PLN": "zł zl zloty złoty zlotych złotych",
    "CZK": "kč",
    "HUF": "ft forint",
    "RON": "lei",
    "SEK": "kronor krona",
    "INR": "₹ rs rs. rupee rupees",
    "JPY": "円 yen",
    "CNY": "元 rmb cn¥ yuan",
    "KRW": "₩",
    "RUB": "₽",
    "TRY": "₺",
    "ILS": "₪",
    "UAH": "₴",
    "THB": "฿",
    "VND": "₫",
    "PHP": "₱",
    "NGN": "₦",
    "KZT": "₸",
    "IDR": "rp",
    "MYR": "rm",
}
COMMON: Final = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "CAD",
        "AUD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "ISK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "BRL",
        "MXN",
        "INR",
        "JPY",
        "CNY",
        "HKD",
        "SGD",
        "TWD",
        "ZAR",
        "ILS",
        "AED",
        "SAR",
        "QAR",
        "KWD",
        "KRW",
        "THB",
        "IDR",
        "MYR",
        "PHP",
        "VND",
        "UAH",
        "CLP",
        "ARS",
        "COP",
    ]
)


def currency_code(text: str) -> str:
    """A code of three letters in capitals, or nothing where nothing is said.

    Raises:
        ValueError: It is something else.
    """
    code = text.strip().upper()
    if code and not re.fullmatch("[A-Z]{3}", code):
        raise ValueError(f"A currency is a code such as EUR, not “{text}”.")
    return code


@lru_cache(maxsize=10_000)
def currencies_meant(mark: str) -> tuple[str, ...]:
    """The currencies that a symbol, code or name may mean; none where it means none.

    Examples:
        >>> currencies_meant("eur"), currencies_meant("US$"), currencies_meant("kr")
        (('EUR',), ('USD',), ('SEK', 'NOK', 'DKK', 'ISK'))
        >>> currencies_meant("Schweizer Franken"), currencies_meant("Euro (EUR)")
        (('CHF',), ('EUR',))
        >>> currencies_meant("monthly")
        ()
    """
    plain = mark.strip().casefold()
    if found := _by_mark().get(plain):
        return found
    if re.fullmatch("[a-z]{3}", plain):
        return (plain.upper(),)
    named = _by_name().get(plain)
    inside = [c for c in re.findall(r"\b[A-Z]{3}\b", mark) if c in _codes()]
    found_inside = tuple(dict.fromkeys(inside))
    return (named,) if named else found_inside if len(found_inside) == 1 else ()


def one_currency(said: str) -> str | None:
    """The code of the one currency that is meant; None where it is none or several.

    Examples:
        >>> one_currency(" sek"), one_currency("kr"), one_currency("abc")
        ('SEK', None, None)
    """
    found = currencies_meant(said)
    return found[0] if len(found) == 1 and found[0] in _codes() else None


@lru_cache(maxsize=10_000)
def currencies_in_name(name: str) -> tuple[str, ...]:
    """The currencies that the name of a column may speak of; none where it names none.

    Examples:
        >>> currencies_in_name("MRR (EUR)"), currencies_in_name("mrr_usd")
        (('EUR',), ('USD',))
        >>> currencies_in_name("Betrag in €"), currencies_in_name("Amount, all")
        (('EUR',), ())
    """
    words = re.split(r"[\s_\-()\[\],./:]+", name)
    clear = [w.upper() for w in words if w.upper() in COMMON or w in _codes()]
    signs = [w for w in words if w and not w.isalnum()]
    told: list[tuple[str, ...]] = [(code,) for code in clear] or [
        currencies_meant(w) for w in (*signs, *_euros(words))
    ]
    found = tuple(dict.fromkeys(one for one in told if one))
    return found[0] if len(found) == 1 else ()


def shared_name(mark: str) -> str | None:
    """What several currencies are called, where a symbol or word says no more."""
    candidates = currencies_meant(mark)
    return next((n for n, some in SHARED.items() if some == candidates), None)


@cache
def mark_pattern() -> str:
    """A pattern of the marks that stand beside a number, the longest first."""
    marks = [
        m
        for words in (*_MARKS.values(), *_SHARED_MARKS.values())
        for m in words.split()
    ]
    lower = [code.lower() for code in COMMON]
    known = sorted((*marks, *lower), key=len, reverse=True)
    return "[A-Z]{3}|(?i:" + "|".join(map(re.escape, known)) + ")"


def _euros(words: list[str]) -> Iterator[str]:
    yield from (w for w in words if w.casefold() in {"euro", "euros", "dollars"})


@cache
def _by_mark() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, marks in _MARKS.items():
        found |= dict.fromkeys(marks.split(), (code,))
    for name, marks in _SHARED_MARKS.items():
        found |= dict.fromkeys(marks.split(), SHARED[name])
    return found


@cache
def _by_name() -> dict[str, str]:
    """Codes by the names of currencies in every language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).currencies.items():
            found.setdefault(name.casefold(), code)
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())
