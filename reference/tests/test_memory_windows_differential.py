"""The comparison with a real Windows: against the system in memory itself, and a broken one."""

import json
import re
import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from os_reference import memory
from os_reference.memory.windows import agent, differential
from os_reference.memory.windows.sequences import BASE, WindowsGenerator

RATIONALE = Path(__file__).parents[2] / "docs" / "rationale"


def answered(made, wrong=None):
    """What a Windows that is the one in memory answers to the calls; ``wrong`` changes an outcome."""
    with memory("windows", user=(0, 0)) as os:
        calls = [[one.call.name, one.call.args, one.call.slot] for one in made]
        found = json.loads(
            json.dumps(agent.run(os, calls, BASE), default=agent.as_text),
            object_hook=agent.from_text,
        )
    if wrong is not None:
        found[wrong] = ["raised", 112, "ENOSPC", [None, None]]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_system_does_not_differ_from_itself(seed):
    made, tree = differential.in_memory(seed)
    counts = Counter()
    assert differential.compared(seed, made, tree, answered(made), counts) is None
    assert counts["calls"] == len(made) > 30
    assert counts["raised"] > 5
    assert counts["returned"] > 5


def test_a_difference_is_told():
    made, tree = differential.in_memory(1)
    found = differential.compared(1, made, tree, answered(made, wrong=3), Counter())
    assert (found.seed, found.number, found.call) == (1, 3, made[3].call)
    assert str(found).startswith("seed 1, call 3: Call(name=")


def test_a_difference_in_the_tree_is_told():
    made, tree = differential.in_memory(2)
    real = answered(made)
    real[-1][1]["more"] = [[0o40777, 1, 0, 0x10], {}]
    assert differential.compared(2, made, tree, real, Counter()).call == "tree"


def test_sequences_are_reproducible():
    first, second = WindowsGenerator(5), WindowsGenerator(5)
    assert [first.call() for _ in range(200)] == [second.call() for _ in range(200)]


def test_every_difference_has_its_note():
    text = resources.files("os_reference.memory.windows").joinpath("differences.toml").read_text()
    for row in tomllib.loads(text)["difference"]:
        number = re.match(r"\d{4}", row["note"]).group()
        assert list(RATIONALE.glob(f"{number}-*.md")), row
