"""Makes what a candidate said harmless for a terminal: control and bidi characters escaped."""

from __future__ import annotations

import re
import unicodedata

KEPT = {"\n", "\t"}
PLAIN = re.compile(r"[ -~\n\t]*")


def printable(text: str) -> str:
    """The text with control, format, surrogate and private characters as escapes."""
    if PLAIN.fullmatch(text):
        return text
    return "".join(c if c in KEPT or _harmless(c) else ascii(c)[1:-1] for c in text)


def _harmless(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"
