"""The laws of path functions, for any path module: `path` is os.path, or a module by name."""

from __future__ import annotations

from typing import Any

from os_conformance.checks.paths.shapes import SEPARATORS, Shape, components, normal
from os_conformance.expect import equal, one_of

Path = Any  # os.path of the candidate, or a path module by name


def split_and_join(path: Path, flavour: str, shape: Shape) -> None:
    """What split takes apart; join puts it together, to the same place."""
    text = shape.text(flavour)
    head, tail = path.split(text)
    assert not set(tail) & set(SEPARATORS[flavour])
    body = path.splitdrive(head)[1]
    assert body == body.rstrip(SEPARATORS[flavour]) or not body.strip(SEPARATORS[flavour])
    equal(path.normpath(path.join(head, tail)), path.normpath(text))
    equal((path.dirname(text), path.basename(text)), (head, tail))


def join_and_split(path: Path, flavour: str, shape: Shape, names: tuple[str, str]) -> None:
    """Names that are joined come apart again, and it does not matter in how many steps."""
    text = shape.text(flavour)
    longer = path.join(text, *names)
    equal(path.basename(longer), names[1])
    equal(path.basename(path.dirname(longer)), names[0])
    equal(path.join(path.join(text, names[0]), names[1]), longer)
    assert longer.startswith(text)


def normalize(path: Path, flavour: str, shape: Shape) -> None:
    """normpath gives the model's components, changes nothing twice, and keeps what is absolute."""
    text, separator = shape.text(flavour), SEPARATORS[flavour][0]
    prefix = shape.prefix(flavour).replace("/", separator)
    if flavour == "posix" and len(prefix) > 2:
        prefix = "/"
    names = normal(components("/".join(shape.names), "posix"), shape.rooted(flavour))
    once = path.normpath(text)
    equal(once, prefix + separator.join(names) or ".")
    equal(path.normpath(once), once)
    equal(path.isabs(once), path.isabs(text))
    equal(path.normpath(path.join(text, "x", "..", ".")), once)


def take_extension(path: Path, flavour: str, shape: Shape) -> None:
    """splitext parts the last name at its last period, if anything but periods is before it."""
    text = shape.text(flavour)
    root, extension = path.splitext(text)
    equal(root + extension, text)
    name = shape.names[-1] if shape.names and not shape.trailing else ""
    if flavour == "posix" or len(shape.names) > 1:
        stem, period, rest = name.rpartition(".")
        equal(extension, period + rest if stem.strip(".") else "")
    assert extension.count(".") <= 1


def take_drive(path: Path, flavour: str, shape: Shape) -> None:
    """splitdrive takes the drive off and leaves the rest as it is."""
    text = shape.text(flavour)
    drive = shape.prefix(flavour).rstrip("\\/") if flavour == "windows" else ""
    equal(path.splitdrive(text), (drive, text[len(drive) :]))


def take_root(path: Path, flavour: str, shape: Shape) -> None:
    """splitroot takes drive and root off and leaves the rest as it is."""
    text = shape.text(flavour)
    drive, root, tail = path.splitroot(text)
    equal(drive, path.splitdrive(text)[0])
    equal(drive + root + tail, text)
    one_of(root, {"", "/", "//", "\\"})
    equal(bool(root), shape.rooted(flavour))


def there_and_back(
    path: Path, flavour: str, target_names: tuple[str, ...], start_names: tuple[str, ...]
) -> None:
    """Joining start and relpath leads to the path; from a path to itself it is '.'."""
    root = "/" if flavour == "posix" else "c:\\"
    separator = SEPARATORS[flavour][0]
    target, start = root + separator.join(target_names), root + separator.join(start_names)
    way = path.relpath(target, start)
    assert not path.isabs(way)
    back = path.normpath(path.join(start, way))
    equal(path.normcase(back), path.normcase(path.normpath(target)))
    equal(path.relpath(target, target), ".")
    ups = components(way, flavour)
    assert ".." not in ups[ups.count("..") :]


def have_in_common(path: Path, flavour: str, base: Shape, tails: list[tuple[str, ...]]) -> None:
    """commonpath is made of the leading components that all paths share, and of no others."""
    texts = [Shape((*base.names, *t), base.drive, base.root).text(flavour) for t in tails]
    lists = [components("/".join((*base.names, *t)), "posix") for t in tails]
    shared: list[str] = []
    for level in zip(*lists, strict=False):
        if len({fold(name, flavour) for name in level}) > 1:
            break
        shared.append(level[0])
    separator = SEPARATORS[flavour][0]
    root = "/" * bool(base.root) if flavour == "posix" else base.prefix(flavour)
    equal(path.commonpath(texts), root.replace("/", separator) + separator.join(shared))
    equal(path.commonpath(tuple(texts)), path.commonpath(texts))


def joined(parts: list[str]) -> str:
    """The parts as join joins them for POSIX."""
    whole = parts[0]
    for part in parts[1:]:
        if part.startswith("/"):
            whole = part
        else:
            whole += part if not whole or whole.endswith("/") else "/" + part
    return whole


def fold(name: str, flavour: str) -> str:
    """A name as its flavour compares it."""
    return name.lower() if flavour == "windows" else name


def have_prefix(path: Path, texts: list[str]) -> None:
    """commonprefix is a prefix of all, in any order, and no longer one is."""
    common = path.commonprefix(texts)
    assert all(text.startswith(common) for text in texts)
    assert len({text[: len(common) + 1] for text in texts}) > 1 or common in texts
    equal(path.commonprefix(texts[::-1]), common)
    equal(path.commonprefix([text.encode() for text in texts if text.isascii()] or [b""]),
          path.commonprefix([text for text in texts if text.isascii()] or [""]).encode())  # fmt: skip


TAKING = {"basename": "type", "dirname": "first-of-split", "split": "pair", "splitdrive": "bytes",
          "splitext": "bytes", "normpath": "bytes", "normcase": "bytes", "isabs": "bytes"}  # fmt: skip


def bytes_alike(path: Path, text: str) -> None:
    """The answers for bytes are the answers for str, encoded."""
    for function in TAKING:
        as_text = getattr(path, function)(text)
        equal(getattr(path, function)(text.encode()), encoded(as_text), f"{function}:")


def encoded(value: Any) -> Any:
    """The value with each str in it as bytes."""
    if isinstance(value, tuple):
        return tuple(encoded(v) for v in value)
    return value.encode() if isinstance(value, str) else value
