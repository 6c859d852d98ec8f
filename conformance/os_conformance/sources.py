"""Where a promise is made: the sources of clauses as names with addresses."""

from __future__ import annotations

MANUAL = "https://docs.python.org/3/"
POSIX = "https://pubs.opengroup.org/onlinepubs/9799919799/functions/{}.html"
PEP = "https://peps.python.org/pep-{:0>4}/"
LINUX = "https://man7.org/linux/man-pages/man{}/{}.html"
MICROSOFT = {  # the pages that clauses name -> where they are
    "_open": "https://learn.microsoft.com/cpp/c-runtime-library/reference/open-wopen",
    "_wopen": "https://learn.microsoft.com/cpp/c-runtime-library/reference/open-wopen",
    "naming-a-file": "https://learn.microsoft.com/windows/win32/fileio/naming-a-file",
    "system-error-codes": "https://learn.microsoft.com/windows/win32/debug/system-error-codes",
}


def address(source: str) -> tuple[str, str]:
    """A clause's source in words, and its address: "" for what is a file of the project (a rationale)."""
    kind, _, name = source.partition(":")
    match kind:
        case _ if not name:
            return "manual", f"{MANUAL}{source}"
        case "posix":
            return f"POSIX {name}", POSIX.format(name)
        case "pep":
            return f"PEP {name}", PEP.format(name)
        case "linux":
            page, _, number = name.rpartition(".")
            return f"{page}({number})", LINUX.format(number, name)
        case "msdn":
            return f"Microsoft {name}", MICROSOFT.get(name, "")
        case "rationale":
            return f"note {name} (docs/rationale)", ""
    return source, ""
