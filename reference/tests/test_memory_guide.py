"""The examples of docs/memory.md are run as they stand, and what it points at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "memory.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
MEMORY = ROOT / "reference" / "os_reference" / "memory"


def test_the_examples_run():
    assert len(EXAMPLES) >= 5
    names: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, "docs/memory.md", "exec"), names)
    assert "test_saving" in names


def test_the_example_of_a_test():
    from os_reference.memory import memory

    with memory("linux") as os:
        os.chdir("/home/user")
        names: dict[str, object] = {}
        (example,) = (e for e in EXAMPLES if "memory_os" in e)
        exec(compile(example, "docs/memory.md", "exec"), names)
        names["test_saving"](os)  # type: ignore[operator]


@pytest.mark.parametrize(
    "row", re.findall(r"^\| (`[^|]*\.py`[^|]*|`\w+/`[^|]*) \|", TEXT, re.MULTILINE)
)
def test_files_are_there(row):
    for name in re.findall(r"`([\w/]+(?:\.py|/))`", row):
        assert (MEMORY / name).exists(), name


@pytest.mark.parametrize("note", re.findall(r"\]\((rationale/[^)]*)\)", TEXT))
def test_notes_are_there(note):
    assert (ROOT / "docs" / note).exists()


def test_rules_are_where_the_guide_says():
    rows = re.findall(r"^\| (`[^|]*) \| `(rules/\w+\.py)`", TEXT, re.MULTILINE)
    told = {call: file for calls, file in rows for call in re.findall(r"`(\w+)`", calls)}
    aliases = {"replace": "rename", "remove": "unlink", "mkfifo": "mknod", "scandir": "listing",
               "listdir": "listing", "open": "opening", "chmod": "changing", "utime": "touching"}  # fmt: skip
    assert len(told) > 15
    for call, file in told.items():
        text = (MEMORY / file).read_text("utf-8")
        assert f"def {aliases.get(call, call)}(" in text, (call, file)
