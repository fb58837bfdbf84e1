"""Column names and values made comparable."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REMARK = re.compile(r"\((utc|gmt|metadata|[a-z]+(/[a-z_]+)+)\)", re.IGNORECASE)
_APART = re.compile(r"[\W_]+")
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i"}
)


def plain_name(name: str) -> str:
    """A header or value in lower case with underscores, without accents or remarks.

    Letters of other scripts stay; ß is ss.

    Examples:
        >>> plain_name("Canceled At (UTC)"), plain_name("customerID")
        ('canceled_at', 'customer_id')
        >>> plain_name("Conversation started at (America/New_York)")
        'conversation_started_at'
        >>> plain_name("Missing feature!"), plain_name("CUSTOMER_NAME")
        ('missing_feature', 'customer_name')
        >>> plain_name("Größe"), plain_name("Motif de départ"), plain_name("客户 名称")
        ('grosse', 'motif_de_depart', '客户_名称')
    """
    decomposed = unicodedata.normalize("NFKD", _REMARK.sub("", name))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    lower = _CAMEL.sub("_", bare).casefold().translate(_LETTERS)
    return _APART.sub("_", lower).strip("_")
