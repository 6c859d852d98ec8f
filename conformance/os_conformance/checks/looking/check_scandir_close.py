"""os.scandir: closing the iterator, by hand, by `with`, by exhaustion, and by nobody."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.expect import equal

COUNT = 5  # entries in the directory


def arrange(world: World) -> None:
    """Five files."""
    world.tree({f"file{n}": b"" for n in range(COUNT)})


@clause("os.scandir/close-iter", "os.scandir.close/frees")
@cases(taken=[0, 1, COUNT])
def check_close(os: Os, world: World, taken: int) -> None:
    """After close() nothing more comes from the iterator."""
    arrange(world)
    iterator = os.scandir(world.path())
    for _ in range(taken):
        next(iterator)
    equal(iterator.close(), None)
    equal(list(iterator), [])
    equal(list(iterator), [])


@clause("os.scandir/close-twice", "os.scandir.close/idempotent")
@cases(times=[2, 3], taken=[0, 2, "all"])
def check_close_again(os: Os, world: World, times: int, taken: Any) -> None:
    """close() can be called again and does nothing then."""
    arrange(world)
    iterator = os.scandir(world.path())
    if taken == "all":
        equal(len(list(iterator)), COUNT)
    else:
        for _ in range(taken):
            next(iterator)
    for _ in range(times):
        equal(iterator.close(), None)
    equal(list(iterator), [])


def leaving(os: Any, path: str, way: str) -> Any:
    iterator = os.scandir(path)
    left = "nothing"
    try:
        with iterator as entered:
            first = next(entered).name
            if way == "error":
                raise KeyError("left")
            if way == "all":
                list(entered)
            if way == "closed":
                entered.close()
    except KeyError as error:
        left = error.args[0]
    return entered is iterator, first != "", left, list(iterator)


@clause("os.scandir/context-manager", "os.scandir.close/with-exit")
@cases(way=["early", "all", "closed", "error"])
def check_with(run: Run, world: World, way: str) -> None:
    """A with statement gives the iterator itself, closes it however it is left, and hides no error."""
    arrange(world)
    left = "left" if way == "error" else "nothing"
    equal(run(leaving, world.path(), way), (True, True, left, []))


def returned_from_with(os: Any, path: str) -> Any:
    def first() -> Any:
        with os.scandir(path) as entries:
            for entry in entries:
                return entry, entries
        return None, None

    entry, entries = first()
    return entry.name, entry.is_file(), entry.stat().st_size, list(entries)


@clause("os.scandir/context-manager")
def check_entry_outlives_the_iterator(run: Run, world: World) -> None:
    """An entry is of use after its iterator is closed."""
    world.file("file", b"123")
    equal(run(returned_from_with, world.path()), ("file", True, 3, []))


def descriptors_left(os: Any, path: str, way: str) -> Any:
    import gc
    import warnings

    def lowest() -> Any:
        number = os.dup(1)
        os.close(number)
        return number

    before = lowest()
    iterators = [os.scandir(path) for _ in range(10)]
    for iterator in iterators:
        next(iterator)
        if way == "exhausted":
            for _ in iterator:
                pass
        elif way == "closed":
            iterator.close()
        elif way == "with":
            with iterator:
                pass
    kept = iterators if way != "deleted" else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        del iterators, iterator
        gc.collect()
    return lowest() - before, kept is None


@clause("os.scandir/exhausted-closes", "os.scandir.close/frees")
@needs("shared-files")
@cases(way=["exhausted", "closed", "with", "deleted"])
def check_descriptors(os: Os, run: Run, world: World, way: str) -> None:
    """An iterator that is closed, exhausted or deleted holds no descriptor."""
    arrange(world)
    os.close(os.dup(1))  # what the descriptors are counted with: not there, no verdict
    equal(run(descriptors_left, world.path(), way), (0, way == "deleted"))


def warned(os: Any, path: str, taken: Any, end: str) -> Any:
    import gc
    import warnings

    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        iterator = os.scandir(path)
        if taken == "all":
            list(iterator)
        else:
            for _ in range(taken):
                next(iterator)
        if end == "close":
            iterator.close()
        elif end == "with":
            with iterator:
                pass
        del iterator
        gc.collect()
    return [issubclass(w.category, ResourceWarning) for w in caught]


@clause("os.scandir/resource-warning")
@cases(taken=[0, 1, 3])
def check_warning(run: Run, world: World, taken: int) -> None:
    """An iterator that is neither exhausted nor closed gives a ResourceWarning when it goes."""
    arrange(world)
    equal(run(warned, world.path(), taken, "nothing"), [True])


@clause("os.scandir/resource-warning", "os.scandir/exhausted-closes", "os.scandir/context-manager")
@cases(taken=[0, 1, "all"], end=["close", "with"])
def check_no_warning_when_closed(run: Run, world: World, taken: Any, end: str) -> None:
    """An iterator that is closed gives no warning."""
    arrange(world)
    equal(run(warned, world.path(), taken, end), [])


@clause("os.scandir/resource-warning", "os.scandir/exhausted-closes")
@cases(count=[0, COUNT])
def check_no_warning_when_exhausted(run: Run, world: World, count: int) -> None:
    """An iterator that is exhausted gives no warning."""
    world.tree({f"file{n}": b"" for n in range(count)})
    equal(run(warned, world.path(), "all", "nothing"), [])
