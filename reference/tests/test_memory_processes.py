"""Programs in memory: run, replaced, waited for; the shell; signals to oneself."""

import errno
import signal

import pytest

from os_reference import memory
from os_reference.memory.refusing import ProcessEnd


@pytest.fixture
def os():
    with memory("linux") as module:
        module.makedirs("/bin")
        module.kernel.install("/bin/tell", tell)
        module.kernel.install("/bin/sh", shell)
        yield module


def tell(os, argv):
    """Write arguments and a variable to descriptor 1; exit with the number of arguments."""
    os.write(
        1, "|".join([*argv, os.kernel.process.environment.get(b"KEY", b"-").decode()]).encode()
    )
    return len(argv)


def shell(os, argv):
    """A shell that knows 'exit N', 'kill', 'cat' and 'tell ...'."""
    words = argv[2].split()
    if words[0] == "exit":
        os._exit(int(words[1]))
    if words[0] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if words[0] == "cat":
        while data := os.read(0, 100):
            os.write(os.open("/out", os.O_WRONLY | os.O_CREAT | os.O_APPEND), data)
        return 0
    os.execv("/bin/tell", words)
    return None


def raises(symbol):
    return pytest.raises(OSError, check=lambda e: errno.errorcode[e.errno] == symbol)


def captured(os, call, *arguments):
    """What a call returns, and what programs write to descriptor 1 meanwhile."""
    fd = os.memfd_create("out")
    os.dup2(fd, 1)
    return call(*arguments), os.pread(fd, 1000, 0).decode()


def test_spawn_family(os):
    os.environ["KEY"] = "own"
    assert captured(os, os.spawnv, os.P_WAIT, "/bin/tell", ["a", "b"]) == (2, "a|b|own")
    assert captured(os, os.spawnlp, os.P_WAIT, "tell", "x") == (1, "x|own")
    env = {"KEY": "given", "PATH": "/bin"}
    assert captured(os, os.spawnlpe, os.P_WAIT, "tell", "x", env) == (1, "x|given")
    pid = os.spawnl(os.P_NOWAIT, "/bin/tell", "a", "b", "c")
    assert os.waitpid(pid, 0) == (pid, 3 << 8)
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, 0)
    assert os.spawnl(os.P_WAIT, "/bin/none", "a") == 127


def test_posix_spawn_and_file_actions(os):
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, "/told", os.O_WRONLY | os.O_CREAT, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 9),
        (os.POSIX_SPAWN_CLOSE, 9),
    ]
    pid = os.posix_spawn("/bin/tell", ["a"], {}, file_actions=actions)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 1
    assert os.open_file("/told").read() == "a|-"
    assert pid > os.getpid()
    assert os.fstat(1).st_rdev == os.stat("/dev/null").st_rdev
    with pytest.raises(TypeError):
        os.posix_spawn("/bin/tell", ["a"], {}, file_actions=[(9,)])
    with pytest.raises(NotImplementedError):
        os.posix_spawn("/bin/tell", ["a"], {}, setsigmask=[2])


def test_what_cannot_be_run(os):
    for path, symbol in (("/none", "ENOENT"), ("/bin", "EACCES"), ("/data", "EACCES")):
        os.close(os.open("/data", os.O_CREAT | os.O_RDONLY, 0o644))
        with raises(symbol):
            os.execv(path, ["x"])
    os.chmod("/data", 0o755)
    with raises("ENOEXEC"):
        os.execv("/data", ["x"])


def test_exec_ends_the_process_with_the_programs_status(os):
    with pytest.raises(ProcessEnd) as caught:
        os.execvpe("tell", ["a", "b"], {"PATH": "/bin"})
    assert (caught.value.status, caught.value.code) == (2 << 8, 2)


def test_the_shell(os):
    assert os.system("exit 7") == 7 << 8
    assert os.system("kill") == signal.SIGKILL
    assert os.popen("tell a b").read() == "tell|a|b|-"
    with os.popen("cat", "w") as stream:
        stream.write("é\n")
    assert os.open_file("/out").read() == "é\n"
    assert os.popen("exit 3").close() == 3 << 8
    os.unlink("/bin/sh")
    assert os.system("exit 0") == 127 << 8


def test_descriptors_are_inherited_if_they_say_so(os):
    seen = []
    os.kernel.install("/bin/look", lambda os, argv: seen.append(sorted(os.kernel.process.opened)))
    fds = [os.open("/", os.O_RDONLY) for _ in range(3)]
    os.set_inheritable(fds[1], True)
    os.spawnl(os.P_WAIT, "/bin/look", "look")
    assert seen == [[0, 1, 2, fds[1]]]
    assert sorted(os.kernel.process.opened) == [0, 1, 2, *fds]


def test_a_child_changes_only_itself(os):
    def change(os, argv):
        os.chdir("/tmp")
        os.umask(0o077)
        os.environ["KEY"] = "child"
        os.setpgid(0, 0)

    os.kernel.install("/bin/change", change)
    before = os.getcwd(), os.getpgrp(), os.getpid()
    os.spawnl(os.P_WAIT, "/bin/change", "change")
    assert (os.getcwd(), os.getpgrp(), os.getpid()) == before
    assert os.umask(0o022) == 0o022


def test_ends(os):
    for call, status in ((lambda: os._exit(3), 3 << 8), (os.abort, signal.SIGABRT)):
        with pytest.raises(ProcessEnd) as caught:
            call()
        assert caught.value.status == status


def test_signals_to_oneself(os):
    got = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: got.append(number))
    try:
        os.kill(os.getpid(), signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert got == [signal.SIGUSR1]
    os.kill(os.getpid(), 0)
    with pytest.raises(ProcessEnd, check=lambda end: end.code == -signal.SIGTERM):
        os.kill(os.getpid(), signal.SIGTERM)
    with raises("ESRCH"):
        os.kill(99999, 0)


def test_waitid_and_usage(os):
    pid = os.spawnl(os.P_NOWAIT, "/bin/tell", "a")
    told = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert (told.si_pid, told.si_status, told.si_code) == (pid, 1, os.CLD_EXITED)
    assert os.wait4(pid, 0)[:2] == (pid, 1 << 8)
    with pytest.raises(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED)
