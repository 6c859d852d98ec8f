"""Runs a function on many tasks, each in a forked process of its own, so many at a time."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

import psutil

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Failed:
    """A task that gave no result: why, in words; `late` if its time was up."""

    reason: str
    late: bool = False


@dataclass
class _Job(Generic[T]):
    task: T
    process: BaseProcess
    answer: Connection
    deadline: float
    worker: int


def run(
    function: Callable[[T, int], R], tasks: Sequence[T], workers: int, limit: float
) -> Iterator[tuple[T, R | Failed]]:
    """`function(task, worker)` for each task; results come as they are done.

    `worker` is a number below `workers`; `limit` the seconds that a task may take, after which it and
    all processes below it are killed.
    """
    waiting = list(reversed(tasks))
    jobs: list[_Job[T]] = []
    free = list(range(workers))
    try:
        while waiting or jobs:
            while waiting and free:
                jobs.append(_start(function, waiting.pop(), free.pop(0), limit))
            soonest = min(job.deadline for job in jobs)
            wait([job.answer for job in jobs], max(0.0, soonest - time.monotonic()))
            for job in list(jobs):
                result = _ended(job)
                if result is not None:
                    jobs.remove(job)
                    free.append(job.worker)
                    yield job.task, result
    finally:
        for job in jobs:
            _kill(job.process)


def _start(function: Callable[[T, int], R], task: T, worker: int, limit: float) -> _Job[T]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(function, task, worker, theirs))
    process.start()
    theirs.close()
    return _Job(task, process, ours, time.monotonic() + limit, worker)


def _work(function: Callable[[Any, int], Any], task: Any, worker: int, answer: Connection) -> None:
    """In the process of a task."""
    try:
        result = function(task, worker)
    except BaseException:
        result = Failed(traceback.format_exc())
    answer.send(result)


def _ended(job: _Job[T]) -> Any:
    """The result of a job; None while it goes on."""
    if job.answer.poll():
        try:
            result = job.answer.recv()
        except EOFError:
            result = Failed("the process ended without a result")
        job.process.join(10)
    elif time.monotonic() >= job.deadline:
        result = Failed("its time was up", late=True)
    else:
        return None
    _kill(job.process)
    job.answer.close()
    return result


def _kill(process: BaseProcess) -> None:
    """End a process and everything below it."""
    if process.pid is None or not process.is_alive():
        return
    below = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for child in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    process.join(10)
