"""Extended attributes (Linux): getxattr, listxattr, removexattr, setxattr."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.memory.calls.arguments import (
    Calls,
    number_of,
    target_of,
    text_of,
    without_fd,
)
from os_reference.memory.inodes import Directory, File, Inode
from os_reference.memory.process import READ, WRITE
from os_reference.memory.refusing import refuse

NAME_MAX, SIZE_MAX = 255, 65536  # bytes (xattr(7))
NAMESPACES = ("user.", "trusted.", "security.")


class AttributeCalls(Calls):
    """Names and values that go with an inode, in the namespaces of xattr(7)."""

    def getxattr(self, path: Any, attribute: Any, *, follow_symlinks: bool = True) -> bytes:
        """Return the value of an attribute. Clauses: os.getxattr/*."""
        target, name = self._arguments("getxattr", path, attribute, follow_symlinks)
        sys.audit("os.getxattr", path, attribute)
        try:
            return self._held(self._node(target, None, follow_symlinks), name, READ)[name]
        except OSError as error:
            error.filename = path
            raise

    def listxattr(self, path: Any = None, *, follow_symlinks: bool = True) -> list[str]:
        """Return the names of the attributes, of the current directory for None."""
        target = "." if path is None else target_of(path, "listxattr")
        without_fd("listxattr", target, None, follow_symlinks)
        sys.audit("os.listxattr", "." if path is None else path)
        try:
            node = self._node(target, None, follow_symlinks)
        except OSError as error:
            error.filename = path
            raise
        privileged = self._kernel.process.privileged
        names = list(node.xattrs or ())
        return [n for n in names if privileged or not n.startswith("trusted.")]

    def removexattr(self, path: Any, attribute: Any, *, follow_symlinks: bool = True) -> None:
        """Take an attribute away. Clauses: os.removexattr/*."""
        target, name = self._arguments("removexattr", path, attribute, follow_symlinks)
        sys.audit("os.removexattr", path, attribute)
        try:
            node = self._node(target, None, follow_symlinks)
            del self._held(node, name, WRITE)[name]
        except OSError as error:
            error.filename = path
            raise
        node.ctime = self._kernel.now()

    def setxattr(
        self,
        path: Any,
        attribute: Any,
        value: Any,
        flags: int = 0,
        *,
        follow_symlinks: bool = True,
    ) -> None:
        """Set an attribute. Clauses: os.setxattr/*."""
        target, name = self._arguments("setxattr", path, attribute, follow_symlinks)
        data, bits = bytes(memoryview(value)), number_of(flags)
        sys.audit("os.setxattr", path, attribute, value, flags)
        try:
            node = self._node(target, None, follow_symlinks)
            self._set(node, name, data, bits)
        except OSError as error:
            error.filename = path
            raise
        node.ctime = self._kernel.now()

    def _set(self, node: Inode, name: str, data: bytes, flags: int) -> None:
        constants = self._kernel.constants
        create, replace = constants["XATTR_CREATE"], constants["XATTR_REPLACE"]
        if flags & ~(create | replace):
            refuse("EINVAL")
        if len(data) > SIZE_MAX:
            refuse("E2BIG")
        self._may(node, name, WRITE)
        held = node.xattrs or {}
        if flags & create and name in held:
            refuse("EEXIST")
        if flags & replace and name not in held:
            refuse("ENODATA")
        node.xattrs = {**held, name: data}

    @staticmethod
    def _arguments(call: str, path: Any, attribute: Any, follow: bool) -> tuple[str | int, str]:
        target = target_of(path, call)
        name = text_of(attribute, call, "attribute")
        without_fd(call, target, None, follow)
        return target, name

    def _may(self, node: Inode, name: str, wanted: int) -> None:
        """Refuse what xattr(7) refuses: namespaces, kinds of files, permissions."""
        process = self._kernel.process
        if not 0 < len(name.encode("utf-8", "surrogateescape")) <= NAME_MAX:
            refuse("ERANGE")
        namespace = next((n for n in NAMESPACES if name.startswith(n)), None)
        if namespace is None or name == namespace:
            refuse("EOPNOTSUPP" if namespace is None else "EINVAL")
        if wanted == WRITE and node.system.read_only:
            refuse("EROFS")
        if namespace == "trusted." and not process.privileged:
            refuse("EPERM" if wanted == WRITE else "ENODATA")
        if namespace == "user.":
            if not isinstance(node, File | Directory):
                refuse("EPERM" if wanted == WRITE else "ENODATA")
            sticky = isinstance(node, Directory) and node.mode & 0o1000
            if sticky and wanted == WRITE and not process.owns(node):
                refuse("EPERM")
            if not process.may(node, wanted):
                refuse("EACCES")

    def _held(self, node: Inode, name: str, wanted: int) -> dict[str, bytes]:
        """Return the attributes of an inode that has this one; ENODATA."""
        self._may(node, name, wanted)
        held = node.xattrs
        if held is None or name not in held:
            refuse("ENODATA")
        return held
