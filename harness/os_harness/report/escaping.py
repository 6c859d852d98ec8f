"""Texts for Markdown: whatever a candidate said shows as just that, in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

from os_harness.report.text import printable

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@])")


def escape(text: str) -> str:
    """Text as Markdown that shows just that, in one line, as plain characters."""
    return SPECIAL.sub(lambda m: f"&#{ord(m[1])};", " ".join(printable(text).split()))


def code(text: str) -> Markup:
    """Text as an inline code span in one line (HTML's, which no backtick can end)."""
    return Markup(f"<code>{escape(text)}</code>")


def codes(texts: Iterable[str]) -> Markup:
    """Texts as code spans, with commas between."""
    return Markup(", ".join(map(code, texts)))
