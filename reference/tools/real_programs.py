"""Run real programs with os_reference installed as ``os`` at start-up, and say whether they work.

pip installs a wheel (made here, no network), compileall and zipfile do their job, and pytest
runs the tests of the reference. Exit status 1 when one of them does not work.

    python reference/tools/real_programs.py
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import standin

REFERENCE = Path(__file__).resolve().parents[1]
_IS_INSTALLED = "import os, posixpath; assert os.__name__ == 'os_reference', os; print(os.__file__)"


#: What the tests of the reference import.
NEEDED = ("pytest", "os_conformance")


def found(package: str) -> Path:
    """Return the directory in which the running interpreter finds ``package``."""
    spec = importlib.util.find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.origin is not None, package
    return Path(spec.origin).parents[1]


def make_wheel(directory: Path) -> Path:
    """Write a wheel with one module, ``sample``, and return its path."""
    wheel = directory / "sample-1.0-py3-none-any.whl"
    info = "sample-1.0.dist-info"
    files = {
        "sample.py": "import os\nprint(os.path.basename(__file__), os.__name__)\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: here\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def commands(scratch: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield what is run: a title, and the arguments of the interpreter."""
    source = scratch / "source"
    source.mkdir()
    (source / "module.py").write_text("print('hello')\n", encoding="utf-8")
    archive = str(scratch / "made.zip")
    pip = ["-m", "pip", "--disable-pip-version-check"]
    yield "os is os_reference", ["-c", _IS_INSTALLED]
    yield "pip install a wheel", [*pip, "install", "--no-index", str(make_wheel(scratch))]
    yield "the installed module", ["-m", "sample"]
    yield "pip list", [*pip, "list"]
    yield "pip uninstall", [*pip, "uninstall", "--yes", "sample"]
    yield "compileall", ["-m", "compileall", "-f", str(source)]
    yield "zipfile: create", ["-m", "zipfile", "-c", archive, str(source)]
    yield "zipfile: test", ["-m", "zipfile", "-t", archive]
    yield "zipfile: extract", ["-m", "zipfile", "-e", archive, str(scratch / "extracted")]
    tests = ["-p", "no:cacheprovider", str(REFERENCE / "tests")]
    yield "pytest: the tests of the reference", ["-m", "pytest", "-q", *tests]


def main() -> int:
    """Run all, print a line for each, and what a failing one said; return the exit status."""
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        scratch = Path(directory)
        python = standin.make_environment(scratch / "venv", stand_in=True, pip=True)
        # pytest, and what else the tests import, are those of the running interpreter.
        packages = scratch.joinpath("venv").rglob("standin.pth")
        with next(packages).open("a", encoding="utf-8") as file:
            file.writelines(f"{directory}\n" for directory in {*map(found, NEEDED)})
        for title, arguments in commands(scratch):
            done = subprocess.run(
                [python, *arguments],
                capture_output=True,
                text=True,
                check=False,
                cwd=scratch,
                # Plugins would have pytest rewrite os_reference, which is loaded by then.
                env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            )
            last = (done.stdout.strip() or done.stderr.strip()).splitlines()[-1:]
            print(f"{'works' if done.returncode == 0 else 'FAILS':6} {title}: {' '.join(last)}")
            if done.returncode:
                failed += 1
                print(done.stdout, done.stderr)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
