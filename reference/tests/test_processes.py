"""exec*, spawn*, popen, the counts of processors."""

import os as host
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

import os_reference as os
from os_reference import processes

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs fork")
SHELL = "/bin/sh"


class Done(BaseException):
    """Raised by a stub exec: the process would be another program now."""


class Executing:
    """A backend whose exec* record the calls and fail as told by the path."""

    __name__ = "posix"

    def __init__(self, environ=None, failures=None):
        self.calls = []
        self.environ = environ or {b"PATH": b"/one:/two"}
        self.failures = failures or {}

    def _run(self, path, *rest):
        self.calls.append((path, *rest))
        raise self.failures.get(path, Done())

    def execv(self, path, args):
        self._run(path, args)

    def execve(self, path, args, env):
        self._run(path, args, env)


def test_exec_with_the_arguments_one_by_one():
    backend = Executing()
    module = os.build(backend)
    env = {"PATH": "/three"}
    calls = [
        (module.execl, ("/p", "a", "b"), ("/p", ("a", "b"))),
        (module.execle, ("/p", "a", "b", env), ("/p", ("a", "b"), env)),
        (module.execlp, ("p", "a"), (b"/one/p", ("a",))),
        (module.execlpe, ("p", "a", env), (b"/three/p", ("a",), env)),
        (module.execvp, ("p", ["a"]), (b"/one/p", ["a"])),
        (module.execvp, ("d/p", ["a"]), ("d/p", ["a"])),
        (module.execvp, (b"p", ["a"]), (b"/one/p", ["a"])),
        (module.execvpe, ("p", ["a"], env), (b"/three/p", ["a"], env)),
    ]
    for function, arguments, wanted in calls:
        with pytest.raises(Done):
            function(*arguments)
        assert backend.calls.pop() == wanted


@pytest.mark.parametrize(
    ("first", "second", "reported"),
    [
        (FileNotFoundError(2, ""), NotADirectoryError(20, ""), NotADirectoryError),
        (PermissionError(13, ""), FileNotFoundError(2, ""), PermissionError),
        (OSError(8, ""), PermissionError(13, ""), OSError),
        (FileNotFoundError(2, ""), FileNotFoundError(2, ""), FileNotFoundError),
    ],
)
def test_the_telling_error_is_reported(first, second, reported):
    backend = Executing(failures={b"/one/p": first, b"/two/p": second})
    with pytest.raises(OSError, match="Errno") as caught:
        os.build(backend).execvp("p", ["p"])
    assert type(caught.value) is reported
    assert len(backend.calls) == 2


def test_names_stay_text_on_windows():
    backend = Executing(environ={"PATH": "C:\\x"})
    backend.__name__ = "nt"
    with pytest.raises(Done):
        os.build(backend).execvp("p", ["p"])
    assert backend.calls == [("C:\\x\\p", ["p"])]


def test_no_directory_to_search(monkeypatch):
    module = os.build(Executing())
    monkeypatch.setattr(module, "get_exec_path", lambda env: [])
    with pytest.raises(FileNotFoundError):
        module.execvp("p", ["p"])


def test_what_the_backend_lacks_is_absent():
    module = os.build(SimpleNamespace(execv=print))
    assert hasattr(module, "execl")
    assert hasattr(module, "execvp")
    for name in ("execle", "execvpe", "spawnv", "popen", "makedirs", "walk", "fdopen", "_exit"):
        assert not hasattr(module, name), name
        assert name not in module.__all__


@posix_only
def test_exec_replaces_the_process():
    code = (
        "import os_reference as os, sys\n"
        "env = dict(os.environ, ADDED='yes')\n"
        f"os.execle({SHELL!r}, 'sh', '-c', 'echo $0 $ADDED', env)\n"
    )
    environment = {**host.environ, "PYTHONPATH": host.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "sh yes\n"


@posix_only
def test_spawn_waits_for_the_exit_code(monkeypatch):
    env = {"CODE": "5", "PATH": "/bin:/usr/bin"}
    monkeypatch.setitem(os.environ, "PATH", "/bin:/usr/bin")
    monkeypatch.setitem(os.environ, "CODE", "4")
    wait, script = os.P_WAIT, ("sh", "-c", "exit $CODE")
    assert os.spawnl(wait, SHELL, *script) == 4
    assert os.spawnle(wait, SHELL, *script, env) == 5
    assert os.spawnlp(wait, *("sh", *script)) == 4
    assert os.spawnlpe(wait, "sh", *script, env) == 5
    assert os.spawnv(wait, SHELL, list(script)) == 4
    assert os.spawnve(wait, SHELL, script, env) == 5
    assert os.spawnvp(wait, "sh", script) == 4
    assert os.spawnvpe(wait, "sh", script, env) == 5
    assert os.spawnv(wait, "/no/such/program", ["x"]) == 127
    assert os.spawnve(wait, SHELL, script, {"A=B": "c"}) == 127
    assert os.spawnv(wait, SHELL, ["sh", "-c", "kill -9 $$"]) == -signal.SIGKILL


@posix_only
def test_spawn_without_waiting():
    pid = os.spawnv(os.P_NOWAIT, SHELL, ["sh", "-c", "exit 3"])
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3


@posix_only
@pytest.mark.parametrize(
    ("args", "error"),
    [("sh", TypeError), ([], ValueError), ((), ValueError), ([""], ValueError)],
)
def test_spawn_refuses_arguments(args, error):
    with pytest.raises(error, match="argv"):
        os.spawnv(os.P_WAIT, SHELL, args)


def test_a_stopped_child_is_waited_for():
    statuses = iter(["stopped", "exited"])
    backend = SimpleNamespace(
        fork=lambda: 7,
        execv=print,
        _exit=print,
        waitpid=lambda pid, options: (pid, next(statuses)),
        WIFSTOPPED=lambda status: status == "stopped",
        waitstatus_to_exitcode=lambda status: 9 if status == "exited" else None,
    )
    assert os.build(backend).spawnv(0, "p", ["p"]) == 9


def test_native_spawn():
    calls = []
    backend = SimpleNamespace(
        __name__="nt", P_WAIT=0, spawnv=lambda *args: calls.append(args), environ={}
    )
    module = os.build(backend)
    module.spawnl(0, "p", "a", "b")
    assert calls == [(0, "p", ("a", "b"))]
    assert not hasattr(module, "spawnle")
    assert not hasattr(module, "spawnlp")
    assert not hasattr(module, "P_NOWAITO")


@posix_only
def test_popen():
    with os.popen("echo one; echo two") as pipe:
        assert list(pipe) == ["one\n", "two\n"]
        assert isinstance(pipe.fileno(), int)
    assert os.popen("exit 0").close() is None
    assert os.waitstatus_to_exitcode(os.popen("exit 3").close()) == 3
    killed = os.popen("kill -9 $$")
    assert killed.close() == -9 * 256
    writing = os.popen("read line; exit $line", "w")
    writing.write("6\n")
    assert os.waitstatus_to_exitcode(writing.close()) == 6


def test_popen_refuses():
    for arguments, error in [
        ((["a"],), TypeError),
        (("a", "rw"), ValueError),
        (("a", "r", 0), ValueError),
        (("a", "r", None), ValueError),
    ]:
        with pytest.raises(error):
            os.popen(*arguments)


def test_counts_of_processors(monkeypatch):
    assert os.cpu_count() is None or os.cpu_count() > 0
    assert os.build(SimpleNamespace()).cpu_count() is None
    assert processes.unknown_cpu_count() is None
    backend = SimpleNamespace(cpu_count=lambda: 8, sched_getaffinity=lambda pid: {1, 2, 3})
    module = os.build(backend, level=(3, 13))
    monkeypatch.setattr(sys, "_get_cpu_count_config", lambda: -1, raising=False)
    assert module.process_cpu_count() == 3
    monkeypatch.setattr(sys, "_get_cpu_count_config", lambda: 5, raising=False)
    assert module.process_cpu_count() == 8
    monkeypatch.delattr(sys, "_get_cpu_count_config")
    assert module.process_cpu_count() == 3
    alone = os.build(SimpleNamespace(cpu_count=lambda: 8), level=(3, 13))
    assert alone.process_cpu_count() == 8
    assert not hasattr(os.build(backend, level=(3, 12)), "process_cpu_count")
