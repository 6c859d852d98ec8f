"""Several processes that write to one file or pipe, or make one file, at the same time."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run, World, cases, clause, needs
from os_conformance.expect import equal
from os_conformance.snippets import drained, uses


@uses(drained)
def written_by_many(os: Any, name: Any, writers: Any, records: Any, size: Any) -> Any:
    """Children write records at the same time: to the file, or (no name) to a pipe; what came."""
    gate_r, gate_w = os.pipe()
    r, w = os.pipe()
    children = []
    for number in range(writers):
        pid = os.fork()
        if pid == 0:
            try:
                os.close(gate_w)
                os.close(r)
                target = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if name else w
                os.read(gate_r, 1)  # until the parent closes the gate's other end
                for _ in range(records):
                    os.write(target, bytes([65 + number]) * (size - 1) + b"\n")
            finally:
                os._exit(0)
        children.append(pid)
    os.close(w)
    os.close(gate_w)
    came = drained(os, r)
    for pid in children:
        os.waitpid(pid, 0)
    return came


def records_of(data: bytes) -> dict[str, int]:
    """How often each line comes, long runs of one letter in short."""
    counts: dict[str, int] = {}
    for line in data.decode().splitlines():
        word = f"{line[0]}*{len(line)}" if line and set(line) == {line[0]} else f"mixed: {line!r}"
        counts[word] = counts.get(word, 0) + 1
    return counts


@clause("os.open/append")
@needs("fork", "shared-files")
@cases(writers=[2, 4], size=[10, 4096])
def check_append_of_many(run: Run, world: World, writers: int, size: int) -> None:
    """Records that several processes write with O_APPEND at once all arrive whole."""
    equal(run(written_by_many, world.path("f"), writers, 40, size), b"")
    wanted = {f"{chr(65 + n)}*{size - 1}": 40 for n in range(writers)}
    equal(dict(sorted(records_of(world.read("f")).items())), wanted)


@clause("os.write/pipe-atomic")
@needs("fork", "shared-files")
@cases(writers=[2, 4], size=[10, 512])
def check_pipe_of_many(run: Run, writers: int, size: int) -> None:
    """Records of up to 512 bytes that several processes write to a pipe at once arrive whole."""
    came = run(written_by_many, "", writers, 100, size)
    wanted = {f"{chr(65 + n)}*{size - 1}": 100 for n in range(writers)}
    equal(dict(sorted(records_of(came).items())), wanted)


@uses(drained)
def won(os: Any, prefix: Any, names: Any, racers: Any) -> Any:
    """Children all try to make the same files with O_EXCL; how many each of them made."""
    gate_r, gate_w = os.pipe()
    r, w = os.pipe()
    children = []
    for _ in range(racers):
        pid = os.fork()
        if pid == 0:
            try:
                os.close(gate_w)
                os.read(gate_r, 1)
                for name in range(names):
                    try:
                        os.close(os.open(prefix + str(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                        os.write(w, b"%d\n" % name)
                    except FileExistsError:
                        pass
            finally:
                os._exit(0)
        children.append(pid)
    os.close(w)
    os.close(gate_w)
    told = drained(os, r)
    for pid in children:
        os.waitpid(pid, 0)
    return sorted(int(line) for line in told.split())


@clause("os.open/excl")
@needs("fork", "shared-files")
@cases(racers=[2, 4])
def check_race(run: Run, world: World, racers: int) -> None:
    """Of several processes that make a file with O_EXCL at once exactly one succeeds."""
    equal(run(won, world.path("f"), 60, racers), list(range(60)))
