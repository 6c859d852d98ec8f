"""All of them: loads the modules that register wrong ones."""

from __future__ import annotations

import importlib
from pathlib import Path

from . import INVENTED

for module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    if module != Path(__file__):
        importlib.import_module(f"{__package__}.{module.stem}")

__all__ = ["INVENTED"]
