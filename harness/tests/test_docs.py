"""The code in the documentation: every command exists with every option named, every file can be read.

What the commands do is tested by test_implementers.py, test_action.py, test_merge.py, test_remote.py and
others, with smaller parts of the suite: a whole run takes minutes.
"""

from __future__ import annotations

import ast
import configparser
import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import click
import msgspec
import pytest
import yaml

from os_harness import plugin
from os_harness.candidates import Entry
from os_harness.cli import app
from os_harness.expectations.entries import parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?:    .*\n)+")
PROGRAMS = {
    "python",
    "python3",
    "pip",
    "sh",
    "mkdir",
    "touch",
    "cp",
    "gh",
    ".venv/bin/pip",
    ".venv/bin/python",
    "tox",
}
# Blocks without a language that are no commands: a picture of the layers, what `adapter check` prints.
PICTURES = ("os_harness      runs", "ok    exceptions")
OURS = "OWNER/osconform@REF"


def blocks():
    for page in PAGES:
        text = page.read_text("utf-8")
        found = [(m.start(), m[1] or "commands", m[2]) for m in FENCED.finditer(text)]
        plain = FENCED.sub(lambda m: " " * len(m[0]), text)
        found += [(m.start(), "commands", m[0]) for m in INDENTED.finditer(plain)]
        for start, language, code in sorted(found):
            line = text.count("\n", 0, start) + 1
            yield pytest.param(language, code, id=f"{page.stem}-{line}")


def commands_of(code):
    """The commands in a block: lines joined where they go on, remarks left out, `a && b` taken apart."""
    for line in code.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = words.index("&&") if "&&" in words else len(words)
            yield words[:end]
            words = words[end + 1 :]


def demand_command(words):
    """Fail unless the first word is a command that takes the others."""
    words = words[: words.index(">")] if ">" in words else words
    name, *rest = words
    if name.endswith("osconform"):
        demand_ours(app, rest)
    elif name == "pytest":
        demand_pytest(rest)
    else:
        assert name in PROGRAMS, words


def demand_ours(group, words):
    """Fail unless our command line takes these words; nothing is run."""
    with click.Context(group) as context:
        command = group.get_command(context, words[0])
        assert command is not None, words
        if isinstance(command, click.Group):
            demand_ours(command, words[1:])
        else:
            command.make_context(words[0], [word for word in words[1:] if word != "..."])


def demand_pytest(words):
    """Fail unless the options that are ours are the plugin's."""
    parser = pytest.Parser(_ispytest=True)
    plugin.pytest_addoption(parser)
    known = {
        name for group in parser._groups for option in group.options for name in option.names()
    }
    given = {word.partition("=")[0] for word in words if word.startswith("--candidate")}
    assert given, words
    assert given <= known


def demand_toml(code):
    data = tomllib.loads(code)
    if "expected" in data:
        assert parse(code.encode(), Path("doc.toml"))
    else:
        assert msgspec.convert(data, Entry).name


def demand_yaml(code):
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    for step in yaml.safe_load(code):
        if step.get("uses") == OURS:
            given = set(step["with"])
            required = {name for name, one in action["inputs"].items() if one.get("required")}
            assert required <= given <= set(action["inputs"])
        for words in commands_of(step.get("run", "")):
            demand_command(words)
        assert step.get("run") or step.get("uses")


def demand_ini(code):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(code)
    for name in parser.sections():
        demand_command(shlex.split(parser[name]["commands"]))


@pytest.mark.parametrize(("language", "code"), list(blocks()))
def test_code_in_the_documentation(language, code):
    if language in ("commands", "sh"):
        for words in [] if code.startswith(PICTURES) else commands_of(code):
            demand_command(words)
    elif language == "python":
        ast.parse(code)
    else:
        {"toml": demand_toml, "yaml": demand_yaml, "ini": demand_ini}[language](code)


def test_the_actions_in_the_documentation_are_those_that_we_use():
    ours = "\n".join(
        p.read_text("utf-8") for p in [ROOT / "action.yml", *(ROOT / ".github").rglob("*.yml")]
    )
    pinned = dict(re.findall(r"uses: (actions/[\w-]+)@[0-9a-f]{40} # (v\d+)", ours))
    said = re.findall(
        r"uses: (actions/[\w-]+)(?:/\w+)?@(v\d+)", (ROOT / "docs/for-implementers.md").read_text()
    )
    assert said
    for name, version in said:
        assert pinned.get(name, version) == version


def test_every_command_is_told_of():
    told = "\n".join(page.read_text("utf-8") for page in PAGES)
    for name in app.list_commands(click.Context(app)):
        assert import_module(f"os_harness.commands.{name}").command.help
        assert re.search(rf"osconform {name}\b|`{name} ", told), name
