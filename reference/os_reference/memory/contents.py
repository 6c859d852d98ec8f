"""The bytes of files that have holes: only what was written is stored, by pages."""

from __future__ import annotations

PAGE = 65536  # bytes
GAP = 2**20  # a hole larger than this is not stored as zeros


class Sparse:
    """Bytes at any offset up to 2**63, stored in pages of PAGE bytes."""

    __slots__ = ("pages",)

    def __init__(self, data: bytes | bytearray) -> None:
        self.pages: dict[int, bytearray] = {}
        for start in range(0, len(data), PAGE):
            page = bytearray(data[start : start + PAGE])
            page.extend(bytes(PAGE - len(page)))
            self.pages[start // PAGE] = page

    def copy(self) -> Sparse:
        """Return the same bytes in pages of their own."""
        made = Sparse(b"")
        made.pages = {number: bytearray(page) for number, page in self.pages.items()}
        return made

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to before ``end``; zeros where nothing was written."""
        parts = []
        while start < end:
            number, at = divmod(start, PAGE)
            stop = min(PAGE, at + end - start)
            page = self.pages.get(number)
            parts.append(bytes(stop - at) if page is None else bytes(page[at:stop]))
            start += stop - at
        return b"".join(parts)

    def write(self, start: int, data: bytes) -> None:
        """Store ``data`` at ``start``."""
        done = 0
        while done < len(data):
            number, at = divmod(start + done, PAGE)
            page = self.pages.setdefault(number, bytearray(PAGE))
            part = data[done : done + PAGE - at]
            page[at : at + len(part)] = part
            done += len(part)

    def cut(self, length: int) -> None:
        """Forget what is stored from ``length`` on."""
        last, at = divmod(length, PAGE)
        for number in [n for n in self.pages if n > last or (n == last and not at)]:
            del self.pages[number]
        if last in self.pages:
            self.pages[last][at:] = bytes(PAGE - at)

    def next_data(self, start: int, length: int) -> int | None:
        """Return where data begins at or after ``start``, None if none does."""
        found = [max(n * PAGE, start) for n in self.pages if (n + 1) * PAGE > start]
        return min(found) if found and min(found) < length else None

    def next_hole(self, start: int, length: int) -> int:
        """Return where a hole begins at or after ``start``; one is at the end."""
        number = start // PAGE
        if number not in self.pages:
            return start
        while number in self.pages:
            number += 1
        return min(number * PAGE, length)
