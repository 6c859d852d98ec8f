"""Makes the folder of a candidate: `candidate.toml`, `candidate.py`, and what is changed beside them.

`osconform run FOLDER/candidate.toml` runs the kit on it as on any other candidate.
"""

from __future__ import annotations

import shutil
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from strength.sources import Source, reference_folder

INSIDE = Path(__file__).parent / "inside"

#: The catalogue's description of a Windows system in memory.
MODEL = resources.files("os_harness") / "catalogue" / "reference-windows.toml"
#: Flavours whose files are in a Windows system in memory.
IN_MEMORY = ("windows", "linked")

SCRIPT = '''"""{title}"""

import sys

sys.path.insert(0, {inside!r})

import loading

os = loading.load({plan!r})
'''
ENTRY = """\
name = "candidate"
file = "candidate.py"
attribute = "os"
re_exports = {re_exports}
"""


def plan_for(folder: Path, origin: str, flavour: str = "posix", **more: Any) -> dict[str, Any]:
    """What `inside/loading.py` is to load from a folder."""
    return {"origin": origin, "directory": str(folder), "flavour": flavour} | more


def place_source(folder: Path, origin: str, source: Source | None, text: str) -> None:
    """Put the changed file of an origin into a folder (and, for the reference, the rest of it)."""
    folder.mkdir(parents=True, exist_ok=True)
    if origin == "reference":
        package = folder / "os_reference"
        shutil.copytree(reference_folder(), package, dirs_exist_ok=True)
        if source is not None:
            _replace(package / source.relative, text)
    elif source is not None:
        _replace(folder / source.relative, text)


def _replace(path: Path, text: str) -> None:
    """Write a file; its compiled form must not outlive it."""
    for old in path.parent.glob(f"__pycache__/{path.stem}.*"):
        old.unlink()
    path.write_text(text, "utf-8")


def describe(folder: Path, plan: dict[str, Any], title: str, re_exports: bool) -> Path:
    """Write the candidate's two files; the path of the description."""
    script = SCRIPT.format(title=title, inside=str(INSIDE), plan=plan)
    (folder / "candidate.py").write_text(script, "utf-8")
    entry = folder / "candidate.toml"
    text = ENTRY.format(re_exports=str(re_exports).lower())
    if plan["flavour"] in IN_MEMORY:
        model = tomllib.loads(MODEL.read_text("utf-8"))
        text += (
            f'platform = "{model["platform"]}"\nshares_files = false\nlacks = {model["lacks"]}\n'
        )
    entry.write_text(text + ('module = "os"\n' if plan.get("stands") else ""), "utf-8")
    return entry
