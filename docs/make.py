"""Makes docs/contract/ from the catalogue: the portable `os` contract, a page for each section.

python docs/make.py [DIRECTORY]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from os_conformance import catalogue, sources
from os_conformance.catalogue import Clause
from os_conformance.suite import all_checks

HEAD = "<!-- Made by docs/make.py from the catalogue. -->\n"


def pages() -> Iterator[tuple[str, str]]:
    """(file name, text) of every page."""
    cases = case_counts()
    sections: dict[str, list[Clause]] = {}
    for clause in catalogue.load().values():
        sections.setdefault(clause.section, []).append(clause)
    yield "README.md", index(sections, cases)
    for section, clauses in sections.items():
        yield file_of(section), page(section, clauses, cases)


def case_counts() -> Counter[str]:
    """How many cases verify each clause."""
    return Counter(c for check in all_checks() for k in check.cases for c in check.case_clauses(k))


def file_of(section: str) -> str:
    """The file of a section's page."""
    words = "".join(ch if ch.isalnum() else " " for ch in section.lower()).split()
    return "-".join(words) + ".md"


def index(sections: dict[str, list[Clause]], cases: Counter[str]) -> str:
    """The table of sections."""
    lines = [HEAD, "# The portable `os` contract", "", INTRODUCTION, ""]
    lines += [
        "| section | functions and data | promises | verified | cases |",
        "|---|---:|---:|---:|---:|",
    ]
    for section, clauses in sections.items():
        names = len({c.function for c in clauses})
        verified = sum(1 for c in clauses if cases[c.id])
        checks = sum(cases[c.id] for c in clauses)
        lines.append(
            f"| [{section}]({file_of(section)}) | {names} | {len(clauses)} | {verified} | {checks} |"
        )
    return "\n".join(lines) + "\n"


INTRODUCTION = """\
What an implementation of Python's `os` promises, one line a promise, in our words; each with its stable id,
where it holds, where it comes from, and how many cases of the suite verify it. *core* promises hold wherever
Python runs."""


def page(section: str, clauses: Sequence[Clause], cases: Counter[str]) -> str:
    """One section: its promises by function."""
    lines = [HEAD, f"# {section}", "", "[All sections](README.md)", ""]
    functions: dict[str, list[Clause]] = {}
    for clause in clauses:
        functions.setdefault(clause.function, []).append(clause)
    for function, own in functions.items():
        lines += [
            f"## {function}",
            "",
            "| id | promise | where | cases | source |",
            "|---|---|---|---:|---|",
        ]
        lines += [row(clause, cases[clause.id]) for clause in own]
        lines.append("")
    return "\n".join(lines)


def row(clause: Clause, cases: int) -> str:
    """One promise as a line of a table."""
    slug = clause.id.partition("/")[2]
    told = (
        str(cases) if cases else f"none: {clause.untestable}" if clause.untestable else "none yet"
    )
    sources = ", ".join(map(link, clause.sources))
    return f"| `{slug}` | {escape(clause.statement)} | {where(clause)} | {told} | {sources} |"


def escape(text: str) -> str:
    """Text for a cell of a Markdown table."""
    for mark in ("\\", "|", "*", "_", "<", "`"):
        text = text.replace(mark, "\\" + mark)
    return text


def where(clause: Clause) -> str:
    """Level, platforms and Python versions in words."""
    words = [clause.level]
    positive = [p for p in clause.platforms if not p.startswith("!")]
    negative = [p[1:] for p in clause.platforms if p.startswith("!")]
    words += [", ".join(positive)] if positive else []
    words += ["not " + ", ".join(negative)] if negative else []
    words += [f"since {clause.since[0]}.{clause.since[1]}"] if clause.since else []
    words += [f"until {clause.until[0]}.{clause.until[1]}"] if clause.until else []
    return "; ".join(words)


def link(source: str) -> str:
    """A source as a link."""
    kind, _, name = source.partition(":")
    if kind == "rationale":
        found = next((Path(__file__).parent / "rationale").glob(f"{name}-*.md"))
        return f"[note {name}](../rationale/{found.name})"
    words, url = sources.address(source)
    return f"[{words}]({url})" if url else words


def main(folder: Path) -> None:
    """Write every page; remove those of sections that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(pages())
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent / "contract")
