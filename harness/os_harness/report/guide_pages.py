"""The portability guide as Markdown: one page, or a folder with a page for each section of the manual."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from markupsafe import Markup

from os_harness.report import facts
from os_harness.report.escaping import code, escape
from os_harness.report.findings import Status
from os_harness.report.guide import KINDS, Alike, Function, Guide, Limit, Row, Section
from os_harness.report.html import anchor
from os_harness.report.places import spans

UNTOLD = "Not tried anywhere"
SHORT = {  # what is said of functions in the key -> the same beside a number
    "**Differ** between interpreters and systems": "differ",
    "Missing or not supported on some": "missing somewhere",
    "Differ only in modules, adapters or fakes": "differ in modules or fakes only",
    "Hold wherever they are promised and could be tried": "hold",
    UNTOLD: "not tried",
}
SHOWN = 4  # promises of a row that are told one by one
FEW = 2  # the same where all is on one page
TITLE = "# Portability guide to Python's `os`"
MEASURED = (
    "What a program must know that uses these functions in more than one place. All of it was **measured** "
    "by the checks of osconform; nothing was written by hand but the sentences of the promises."
)
READING = (
    "*Holds*: everything that is promised there and could be tried. *Missing*: the name is not there, though "
    "it is promised. *Not supported*: it says so by the means that the manual has for it. *Not promised*: "
    "the manual makes the promise for other platforms or Pythons. *Not tried*: a prerequisite was lacking. "
    "A row has the promises that do not hold in exactly the same places, and of what was seen there the "
    "most telling; the traces are in the reports."
)


def markdown_of(guide: Guide) -> str:
    """The guide as one page."""
    lines = [TITLE, "", MEASURED, "", *_places(guide), "", READING, "", *_key(guide, {})]
    for section in guide.sections:
        lines += ["", f"## {escape(section.title)}", "", *_section(guide, section, FEW)]
    return "\n".join(lines).rstrip() + "\n"


def folder_of(guide: Guide) -> dict[str, str]:
    """name of a file -> its text: README.md with places and key, and a page for each section."""
    names = page_names(guide.sections)
    front = [TITLE, "", MEASURED, "", *_key(guide, names), "", "## Places", "", READING, ""]
    pages = {"README.md": "\n".join([*front, *_places(guide)]).rstrip() + "\n"}
    for section in guide.sections:
        back = "[Portability guide](README.md): all sections, and what the places are."
        lines = [f"# {escape(section.title)}", "", back, "", *_section(guide, section, SHOWN)]
        pages[names[section.title]] = "\n".join(lines).rstrip() + "\n"
    return pages


def page_names(sections: Sequence[Section]) -> dict[str, str]:
    """title of a section -> the name of its page."""
    made: dict[str, str] = {}
    for number, section in enumerate(sections, 1):
        word = re.sub(r"[^a-z0-9]+", "-", section.title.lower()).strip("-")[:60] or "section"
        name = f"{word}.md"
        taken = name in made.values() or name == "readme.md"
        made[section.title] = f"{word}-{number}.md" if taken else name
    return made


def made_of(guide: Guide) -> str:
    """When, by which versions and with which seeds the reports were made."""
    return facts.made(report.header for report in guide.reports)


def _places(guide: Guide) -> Iterator[str]:
    statuses = list(Status)
    yield escape(made_of(guide))
    yield ""
    yield f"| place | interpreter | platform | run | {' | '.join(statuses)} |"
    yield "|---|---|---|---|" + "---:|" * len(statuses)
    for kind, title in KINDS.items():
        of_kind = [n for n, place in enumerate(guide.places) if place.kind == kind]
        if of_kind:
            yield f"| **{title}** |" + " |" * (len(statuses) + 3)
        for number in of_kind:
            report, totals = guide.reports[number], guide.totals[number]
            header = report.header
            cells = [
                code(guide.places[number].label),
                escape(facts.implementation(header.candidate)),
                escape(facts.platform(header)),
                escape(header.run.started[:10]) + ("" if report.complete else ", **incomplete**"),
                *(str(totals.get(str(status), 0)) for status in statuses),
            ]
            yield f"| {' | '.join(cells)} |"


def _key(guide: Guide, pages: dict[str, str]) -> Iterator[str]:
    """All functions by section; `pages`: where each section is, if not on this page."""
    for section in guide.sections:
        page = pages.get(section.title, "")
        yield f"## [{escape(section.title)}]({page})" if page else f"**{escape(section.title)}**"
        yield ""
        for words, named in sorted_out(guide, section):
            links = ", ".join(_link(name, page, deep) for name, deep in named)
            yield f"- {words} ({len(named)})" + ("" if words == UNTOLD else f": {links}")
        yield ""


def _link(name: str, page: str, deep: bool) -> str:
    return f"[{code(name)}]({page}#{anchor(name)})" if deep else code(name)


def sorted_out(guide: Guide, section: Section) -> list[tuple[str, list[tuple[str, bool]]]]:
    """What is to be said of which functions, and whether they have a place of their own on the page."""
    lists: dict[str, list[tuple[str, bool]]] = {words: [] for words in SHORT}
    lists[UNTOLD] = [(name, False) for name in section.untold]
    differ, lacking, elsewhere, hold, _ = lists.values()
    for function in section.differ:
        (differ if guide.is_system(function) else elsewhere).append((function.name, True))
    for group in section.lacking:
        chosen = lacking if guide.is_system(group.about) else elsewhere
        chosen += [(name, False) for name in group.names]
    for group in section.alike:
        hold += [(name, False) for name in group.names]
    return [(words, sorted(named)) for words, named in lists.items() if named]


def _section(guide: Guide, section: Section, shown: int) -> Iterator[str]:
    for function in section.differ:
        yield from _function(guide, function, shown)
    if section.lacking:
        yield "### Nothing but missing or not supported somewhere"
        yield ""
        yield "| name | missing | not supported | not promised | promised |"
        yield "|---|---|---|---|---|"
        for group in section.lacking:
            yield _lacking(guide, group)
        yield ""
    if section.alike:
        yield "### Holds wherever it is promised and could be tried"
        yield ""
        yield "| name | holds | not promised | promised |"
        yield "|---|---|---|---|"
        for group in section.alike:
            yield _alike(guide, group)
        yield ""
    if section.untold:
        yield f"Not tried anywhere: {', '.join(map(code, section.untold))}."
        yield ""


def _function(guide: Guide, function: Function, shown: int) -> Iterator[str]:
    yield f'<a id="{anchor(function.name)}"></a>'
    yield ""
    yield f"### {code(function.name)}"
    yield ""
    yield " ".join(f"**{word}** {escape(told)}." for word, told in summary(guide, function))
    yield ""
    yield "| where | what does not hold | what was seen |"
    yield "|---|---|---|"
    for kind, rows in function.rows.items():
        if kind != "system":
            yield f"| *{KINDS[kind]}* | | |"
        for row in rows:
            yield _row(guide, row, shown)
    yield ""
    for limit in function.platforms:
        yield f"- {escape(promised(limit))}{_of(limit, shown)}"
    if function.pythons:
        yield f"- Not promised of all Pythons: {escape(of_pythons(function))}."
    if function.platforms or function.pythons:
        yield ""


def summary(guide: Guide, function: Function) -> list[tuple[str, str]]:
    """What one paragraph says of a function: the places by what they show of it."""
    told = [
        ("Holds in", listed(guide, function.holds)),
        ("Missing in", listed(guide, function.missing)),
        ("Not supported in", unsupported(guide, function)),
        ("Not promised in", listed(guide, function.strange)),
        ("Not tried in", listed(guide, function.untried)),
    ]
    return [(word, places) for word, places in told if places]


def listed(guide: Guide, chosen: Collection[int]) -> str:
    """Places in words."""
    if len(chosen) == len(guide.places) > 1:
        return "all places"
    return ", ".join(spans(guide.places, chosen))


def unsupported(guide: Guide, function: Function) -> str:
    """The places that do not support it; those where only a part, with how many promises that is."""
    parts = (
        f"{guide.places[n].label} ({number} promise{'s' if number > 1 else ''})"
        for n, number in function.partly
    )
    return ", ".join(filter(None, [listed(guide, function.unsupported), *parts]))


def said(guide: Guide, row: Row) -> str:
    """What was seen, and by whom if not by all."""
    teller = "" if row.teller is None else f"{guide.places[row.teller].label}: "
    return f"{teller}{row.example}"


def _row(guide: Guide, row: Row, shown: int) -> str:
    promises: list[str] = [escape(promise) for promise in row.promises[:shown]]
    more = len(row.promises) - shown
    promises += [f"… and {more} more"] if more > 0 else []
    cells = (escape(listed(guide, row.places)), "<br>".join(promises), code(said(guide, row)))
    return f"| {' | '.join(cells)} |"


def promised(limit: Limit) -> str:
    """To whom some promises are made, or are not."""
    but = limit.audience.removeprefix("not ")
    return f"Promised only {but}" if but == limit.audience else f"Not promised {but}"


def _of(limit: Limit, shown: int) -> str:
    if limit.whole:
        return ", all of it."
    more = len(limit.promises) - shown
    told: list[str] = [escape(promise.rstrip(".")) for promise in limit.promises[:shown]]
    return f": {'; '.join([*told, *([f'{more} more'] if more > 0 else [])])}."


def of_pythons(function: Function) -> str:
    """Which part of a function is promised of some Pythons only."""
    return ", ".join(f"{_share(limit)} {limit.audience}" for limit in function.pythons)


def only(function: Function) -> str:
    """To whom a function is promised, where that is not everywhere."""
    limits = (*function.platforms, *function.pythons)
    return "; ".join(
        limit.audience if limit.whole else f"{_share(limit)} {limit.audience}" for limit in limits
    )


def _share(limit: Limit) -> str:
    number = len(limit.promises)
    return "all" if limit.whole else f"{number} promise{'s' if number > 1 else ''}"


def _lacking(guide: Guide, group: Alike) -> str:
    about = group.about
    cells = [", ".join(map(code, group.names)), escape(listed(guide, about.missing))]
    cells += [escape(unsupported(guide, about)), escape(listed(guide, about.strange))]
    return f"| {' | '.join([*cells, escape(only(about))])} |"


def _alike(guide: Guide, group: Alike) -> str:
    about = group.about
    cells = [", ".join(map(code, group.names)), _count(guide, about.holds)]
    cells += [escape(listed(guide, about.strange)), escape(only(about))]
    return f"| {' | '.join(cells)} |"


def _count(guide: Guide, chosen: Collection[int]) -> Markup:
    return Markup(f"in {len(chosen)} of {len(guide.places)}")
