"""os.abort, os._exit and the exit codes EX_*."""

from __future__ import annotations

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.processes.children import in_child
from os_conformance.expect import equal, has_type

NO_CORE = """
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
"""
HANDLER = """
import signal
signal.signal(signal.SIGABRT, lambda *_: os._exit(5))
"""
EXIT_CODES = (
    "EX_OK", "EX_USAGE", "EX_DATAERR", "EX_NOINPUT", "EX_NOUSER", "EX_NOHOST", "EX_UNAVAILABLE",
    "EX_SOFTWARE", "EX_OSERR", "EX_OSFILE", "EX_CANTCREAT", "EX_IOERR", "EX_TEMPFAIL", "EX_PROTOCOL",
    "EX_NOPERM", "EX_CONFIG",
)  # fmt: skip
SIGABRT = 6  # the number POSIX fixes for it


@table(
    [
        Case("posix", {"code": -SIGABRT}, ("os.abort/sigabrt",)),
        Case("windows", {"code": 3}, ("os.abort/nt-exit-3",)),
    ]
)
@clause()
@needs("programs")
def check_abort(run: Run, code: int) -> None:
    """abort ends the process at once: by SIGABRT, or with exit code 3 on Windows."""
    equal(run(in_child, f"{NO_CORE}\nos.abort()"), (code, b""))


@clause("os.abort/no-python-handler")
@needs("programs")
def check_abort_handler(os: Os, run: Run) -> None:
    """A handler that signal.signal() set for SIGABRT is not called by abort."""
    code = 3 if os.name == "nt" else -SIGABRT
    equal(run(in_child, f"{NO_CORE}{HANDLER}\nos.abort()"), (code, b""))


@clause("os._exit/status")
@needs("programs")
@cases(code={str(code): code for code in (0, 1, 2, 7, 127, 128, 255)})
def check_exit_status(run: Run, code: int) -> None:
    """_exit ends the process with the status given."""
    equal(run(in_child, f"os._exit({code})"), (code, b""))


@clause("os._exit/no-cleanup")
@needs("programs")
@cases(
    cleanup={
        "atexit": "import atexit\natexit.register(os.write, 1, b'done')\nos._exit(3)",
        "finally": "try:\n    os._exit(3)\nfinally:\n    os.write(1, b'done')",
        "except": "try:\n    os._exit(3)\nexcept BaseException:\n    os.write(1, b'done')",
    }
)
def check_exit_without_cleanup(run: Run, cleanup: str) -> None:
    """_exit runs no cleanup handlers, finally clauses or except clauses."""
    equal(run(in_child, cleanup), (3, b""))


@clause("os._exit/no-flush")
@needs("programs")
@cases(stream={"text": ("w", "u'lost'"), "binary": ("wb", "b'lost'")})
def check_exit_without_flush(run: Run, stream: tuple[str, str]) -> None:
    """_exit does not flush the buffers of file objects."""
    mode, data = stream
    body = f"import io\nstream = io.open(1, {mode!r}, closefd=False)\nstream.write({data})\nos._exit(0)"
    equal(run(in_child, body), (0, b""))


@clause("os._exit/no-flush")
@needs("programs")
def check_exit_without_flush_of_stdout(run: Run) -> None:
    """_exit does not flush what stands in for standard output either."""
    body = "import io, sys\nsys.stdout = io.open(1, 'w', closefd=False)\nsys.stdout.write(u'lost')"
    equal(run(in_child, f"{body}\nos._exit(0)"), (0, b""))


@clause("os.EX_USAGE/values")
@needs("fork")
@cases(name=EXIT_CODES)
def check_exit_code(os: Os, run: Run, name: str) -> None:
    """Each of the EX_* constants is an int that works as an exit status."""
    code = getattr(os, name)
    has_type(code, int)
    equal(run(in_child, f"os._exit(os.{name})"), (code, b""))


@clause("os.EX_USAGE/values")
@needs("fork")
def check_exit_codes_differ(os: Os) -> None:
    """The EX_* constants are all different, and EX_OK is the status of success, 0."""
    codes = [getattr(os, name) for name in EXIT_CODES]
    equal(len(set(codes)), len(codes), "number of different codes:")
    equal(os.EX_OK, 0)
