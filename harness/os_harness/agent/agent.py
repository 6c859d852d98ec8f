"""The agent: looks up, calls and iterates a candidate's names, and tells what came back.

One file, standard library only, Python 2.7 to 3.15.  It judges nothing.  Started as a script it talks
JSON lines over its standard streams (docs/adapter-protocol.md); `Agent` can also be driven in-process.
What it needs of the operating system is taken before the candidate is loaded, so that a candidate that
patches the modules around it cannot break the conversation.
"""

import errno
import json
import operator
import os
import sys
import traceback

PROTOCOL = 1
PY2 = sys.version_info[0] == 2
EXACT = 2**53  # past this an integer does not survive every JSON reader
PROMPT = hasattr(sys, "getrefcount")  # objects go when they are dropped, and with them descriptors
CHANNEL_LOST = 70  # exit status of a child that can no longer talk to the host

_read, _write, _getpid, _exit = os.read, os.write, os.getpid, os._exit
_close = os.close
_fork, _waitpid = getattr(os, "fork", None), getattr(os, "waitpid", None)
if sys.platform in ("emscripten", "wasi"):  # no processes there, even where the name is
    _fork = None
_environ, _getcwd, _chdir = os.environ, os.getcwd, os.chdir
_dumps, _loads = json.dumps, json.loads

if PY2:
    text, binary, integers = unicode, str, (int, long)  # noqa: F821
    import __builtin__ as builtins
else:
    text, binary, integers = str, bytes, (int,)
    import builtins


class ProtocolError(Exception):
    """The host sent something that this agent does not understand."""


class FSPath(object):
    """A path-like object of the host, as the candidate sees it."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "FSPath(%r)" % (self.path,)


# ---------------------------------------------------------------- values, to the host


def _is_struct(value):
    """Whether this is a named tuple or a structseq (no tuple yet in Python 2)."""
    if isinstance(value, (type, tuple)):
        return isinstance(value, tuple) and type(value) is not tuple
    return hasattr(value, "n_sequence_fields")


def _qualified(cls):
    module = getattr(cls, "__module__", None) or "builtins"
    name = getattr(cls, "__qualname__", cls.__name__)
    return name if module in ("builtins", "__builtin__", "exceptions") else module + "." + name


class Encoder(object):
    """Turns the candidate's values into JSON; what has no JSON form becomes a numbered object."""

    def __init__(self):
        self.objects = {}
        self.described = set()
        self.fields = {}
        self.by_type = {
            float: self._float,
            tuple: lambda v: {"tuple": [self(x) for x in v]},
            list: lambda v: [self(x) for x in v],
            dict: lambda v: {"dict": [[self(k), self(x)] for k, x in v.items()]},
            set: lambda v: {"set": [self(x) for x in v]},
            frozenset: lambda v: {"frozenset": [self(x) for x in v]},
            bytearray: lambda v: {"bytearray": bytes(v).decode("latin-1")},
        }
        if not PY2:
            self.by_type[bytes] = lambda v: {"bytes": v.decode("latin-1")}

    def __call__(self, value):
        kind = type(value)
        if value is None or kind is bool or kind in integers:
            return value
        if kind is str:
            return self._native(value) if PY2 else value
        if kind in self.by_type:
            return self.by_type[kind](value)
        if PY2 and kind is text:
            return {"unicode": value}
        return self._other(value)

    def _native(self, value):
        """A Python 2 str: text where it can be read as UTF-8."""
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return {"bytes": value.decode("latin-1")}

    def _float(self, value):
        if value != value or value in (float("inf"), float("-inf")):
            return {"float": repr(value)}
        return value

    def _other(self, value):
        if _is_struct(value):
            return {"struct": self._struct(value)}
        if isinstance(value, BaseException):
            return {"exception": self.exception(value)}
        for base in (text, binary) + integers + (list,):
            if isinstance(value, base):
                return self(base(value))
        return {"object": self.reference(value)}

    def _struct(self, value):
        kind = type(value)
        if kind not in self.fields:
            self.fields[kind] = [
                n
                for n in dir(value)
                if not n.startswith(("_", "n_")) and not callable(getattr(value, n))
            ]
        return {
            "type": _qualified(kind),
            "items": [self(x) for x in tuple(value)],
            "fields": dict((n, self(getattr(value, n))) for n in self.fields[kind]),
        }

    def reference(self, value):
        """A number for `value`, and, the first time, what its type offers."""
        number = len(self.objects) + 1
        self.objects[number] = value
        kind = type(value)
        answer = {"id": number, "type": _qualified(kind), "callable": callable(value)}
        if kind not in self.described:
            self.described.add(kind)
            answer["bases"] = (
                [_qualified(c) for c in kind.__mro__] if hasattr(kind, "__mro__") else []
            )
            answer["methods"] = [n for n in dir(kind) if callable(getattr(kind, n, None))]
        return answer

    def exception(self, error):
        """Everything a caller can learn from an exception, numbers and symbols apart."""
        cls = type(error)
        answer = {
            "type": _qualified(cls),
            "mro": [_qualified(c) for c in cls.__mro__],
            "args": [self._safe(a) for a in getattr(error, "args", ())],
            "text": self._text(error),
        }
        for name in ("errno", "strerror", "filename", "filename2", "winerror", "code"):
            value = getattr(error, name, None)
            if value is not None:
                answer[name] = self._safe(value)
        if type(getattr(error, "errno", None)) in integers:
            answer["symbol"] = errno.errorcode.get(error.errno)
        return answer

    def _safe(self, value):
        try:
            return self(value)
        except Exception:
            return {"object": {"id": 0, "type": _qualified(type(value)), "callable": False}}

    def _text(self, error):
        try:
            return self._native(str(error)) if PY2 else str(error)
        except Exception:
            return ""


# ---------------------------------------------------------------- values, from the host


class Decoder(object):
    """Turns the host's JSON back into values."""

    def __init__(self, objects, callback):
        self.objects = objects
        self.tags = {
            "bytes": lambda v: v.encode("latin-1"),
            "bytearray": lambda v: bytearray(v.encode("latin-1")),
            "tuple": lambda v: tuple(self(x) for x in v),
            "dict": lambda v: dict((self(k), self(x)) for k, x in v),
            "set": lambda v: set(self(x) for x in v),
            "frozenset": lambda v: frozenset(self(x) for x in v),
            "float": float,
            "int": int,
            "unicode": lambda v: v,
            "path": lambda v: FSPath(self(v)),
            "ref": lambda v: self.objects[v],
            "callback": callback,
        }

    def __call__(self, value):
        kind = type(value)
        if kind is dict:
            ((tag, inner),) = value.items()
            if tag not in self.tags:
                raise ProtocolError("unknown value tag %r" % (tag,))
            return self.tags[tag](inner)
        if kind is list:
            return [self(x) for x in value]
        if PY2 and kind is text:
            return self._native(value)
        return value

    @staticmethod
    def _native(value):
        try:
            return value.encode("utf-8")
        except UnicodeEncodeError:
            return value


# ---------------------------------------------------------------- operators the host may ask for


def _enter(manager):
    return type(manager).__enter__(manager)


def _leave(manager, failed):
    """Leave a with block: by the normal way, or as if a RuntimeError had been raised in it."""
    if not failed:
        return type(manager).__exit__(manager, None, None, None)
    error = RuntimeError("raised in the with block")
    return type(manager).__exit__(manager, RuntimeError, error, None)


DO = {
    "bool": bool,
    "bytes": bytes,
    "contains": operator.contains,
    "delitem": operator.delitem,
    "dir": dir,
    "enter": _enter,
    "eq": operator.eq,
    "getitem": operator.getitem,
    "hash": hash,
    "is": operator.is_,
    "iter": iter,
    "leave": _leave,
    "len": len,
    "list": list,
    "next": next,
    "or": operator.or_,
    "ior": operator.ior,
    "repr": repr,
    "setattr": setattr,
    "setitem": operator.setitem,
    "sorted": sorted,
    "str": str,
}


# ---------------------------------------------------------------- the platform, beyond Python's own words


def _libc():
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


_prctl = None  # prctl(2), once `adopt_orphans` has found it


def adopt_orphans():
    """Become the parent of whatever a check's processes leave behind (Linux; elsewhere False)."""
    global _prctl
    if not sys.platform.startswith("linux"):
        return False
    try:
        _prctl = _libc().prctl
        return _prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER
    except Exception:
        return False


def end_with_parent(number):
    """Get the signal `number` when the parent ends, however it does: a candidate's loop hears no end of a
    stream (Linux)."""
    if _prctl is not None:
        _prctl(1, number, 0, 0, 0)  # PR_SET_PDEATHSIG


def drop_privileges():
    """Give up every capability for good, staying the same user: root then meets EACCES as others do."""
    import ctypes

    libc = _libc()
    if libc.prctl(
        28, 0b11, 0, 0, 0
    ):  # PR_SET_SECUREBITS: NOROOT and its lock, so exec gives none back
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_SECUREBITS)")
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if libc.capset(header, (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "capset")


def _children():
    """Process ids of this process's children (Linux), or none."""
    found = []
    try:
        for task in os.listdir("/proc/self/task"):
            with open("/proc/self/task/%s/children" % task) as stream:
                found.extend(int(word) for word in stream.read().split())
    except (IOError, OSError):
        pass
    return found


# ---------------------------------------------------------------- the candidate


def load(spec):
    """What `spec` names: {"module", "file" or "source", "attribute", "paths"}."""
    for path in reversed(spec.get("paths", [])):
        sys.path.insert(0, path)
    if spec.get("source"):
        space = {"__name__": "osconform_candidate"}
        exec(compile(spec["source"], "<candidate>", "exec"), space)
        return space[spec["attribute"]]
    if spec.get("file"):
        found = _load_file(spec["file"])
    else:
        __import__(str(spec["module"]))
        found = sys.modules[spec["module"]]
    for name in (spec.get("attribute") or "").split("."):
        found = getattr(found, name) if name else found
    return found


def _load_file(path):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    name = os.path.splitext(os.path.basename(path))[0].replace("-", "_")
    if PY2:
        import imp

        return imp.load_source(name, path)
    import importlib.util

    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def kind_of(value):
    """What a name is: callable, class, module or data."""
    if isinstance(value, type):
        return "class"
    if isinstance(value, type(sys)):
        return "module"
    return "callable" if callable(value) else "data"


def names_of(module):
    """name -> kind, for all that `dir` shows."""
    answer = {}
    for name in dir(module):
        try:
            answer[name] = kind_of(getattr(module, name))
        except Exception:
            answer[name] = "data"
    return answer


def os_name_of(module):
    """The module's `name`; Jython shows "java" and keeps the name of the system as its shadow."""
    name = getattr(module, "name", os.name)
    return str(name.getshadow() if hasattr(name, "getshadow") else name)


def prefixes():
    """Where the interpreter is installed, and the environment (venv) it runs in if it is one."""
    base = getattr(sys, "base_prefix", sys.prefix)
    return {"python": base} if base == sys.prefix else {"python": base, "venv": sys.prefix}


def implementation_of():
    """The interpreter's name and version, which is Python's only in CPython: ("pypy", "7.3.11").

    Python 2.7 has no sys.implementation, but tells its name in sys.subversion (CPython, Jython, PyPy).
    """
    info = getattr(sys, "implementation", None)
    name = info.name if info else getattr(sys, "subversion", ("cpython",))[0].lower()
    if info is None or name == "cpython":
        return name, sys.version.split()[0]
    return name, ".".join(str(number) for number in info.version[:3])


def facts_of(module):
    """What the host must know of the candidate and its interpreter."""
    implementation, version = implementation_of()
    path = getattr(module, "path", None)
    return {
        "implementation": implementation,
        "version": version,
        "python": list(sys.version_info[:3]),
        "executable": sys.executable,
        "prefixes": prefixes(),
        "sys_platform": str(sys.platform),
        "os_name": os_name_of(module),
        "module": str(getattr(module, "__name__", type(module).__name__)),
        "file": getattr(module, "__file__", None),
        "encoding": sys.getfilesystemencoding(),
        "can_fork": _fork is not None,
        "uid": getattr(os, "getuid", lambda: -1)(),
        "errno": dict((symbol, number) for number, symbol in errno.errorcode.items()),
        "names": names_of(module),
        "path_names": names_of(path) if path is not None else {},
    }


# ---------------------------------------------------------------- the agent


class Agent(object):
    """Answers requests about one candidate.

    `ask(message)` sends an interim message (a callback) to the host and returns its reply.
    """

    def __init__(self, ask):
        self.ask = ask
        self.module = None
        self.snippets = {}
        self.state = None
        self.alone = False  # whether this process is the agent's own
        self.encode = Encoder()
        self.decode = Decoder(self.encode.objects, self.callback)

    def callback(self, number):
        """A function that runs in the host."""

        def call(*args, **kwargs):
            reply = self.ask(
                {
                    "callback": number,
                    "args": [self.encode(a) for a in args],
                    "kw": dict((k, self.encode(v)) for k, v in kwargs.items()),
                }
            )
            if "error" in reply:
                cls = getattr(builtins, reply["error"]["type"], RuntimeError)
                raise cls(*[self.decode(a) for a in reply["error"]["args"]])
            return self.decode(reply["value"])

        return call

    def answer(self, request):
        """The reply to one request; a candidate's exception is a reply too."""
        operation = getattr(self, "op_" + str(request.get("op")), None)
        if operation is None:
            return {"fault": "unknown operation %r" % (request.get("op"),)}
        try:
            return {"value": operation(request)}
        except ProtocolError as error:
            return {"fault": str(error)}
        except BaseException as error:
            return {"error": self.encode.exception(error)}
        except:  # noqa: E722 - on Jython the exceptions of Java are none of Python's
            return {"error": self.encode.exception(sys.exc_info()[1])}

    def target(self, request):
        """The object a request is about: the candidate, or a numbered object, and its dotted attribute."""
        number = request.get("of", 0)
        found = self.encode.objects[number] if number else self.module
        for name in request.get("name", "").split("."):
            found = getattr(found, name) if name else found
        return found

    def op_hello(self, request):
        if PROTOCOL not in request.get("protocols", []):
            raise ProtocolError(
                "this agent speaks protocol %d, the host %r" % (PROTOCOL, request.get("protocols"))
            )
        return {"protocol": PROTOCOL, "agent": "python", "adopts": adopt_orphans()}

    def op_load(self, request):
        try:
            self.module = load(request["spec"])
        except BaseException as error:
            answer = self.encode.exception(error)
            answer["traceback"] = traceback.format_exc()
            return {"failed": answer}
        return facts_of(self.module)

    def op_get(self, request):
        found = self.target(request)
        if type(found) is dict and found is getattr(self.module, "environ", None):
            return {"object": self.encode.reference(found)}  # Jython: it must stay changeable
        return self.encode(found)

    def op_call(self, request):
        decode = self.decode
        args = [decode(a) for a in request.get("args", ())]
        kwargs = request.get("kw")
        if kwargs:
            return self.encode(
                self.target(request)(*args, **dict((str(k), decode(v)) for k, v in kwargs.items()))
            )
        return self.encode(self.target(request)(*args))

    def op_do(self, request):
        if request.get("fn") not in DO:
            raise ProtocolError("unknown function %r" % (request.get("fn"),))
        return self.encode(DO[request["fn"]](*[self.decode(a) for a in request["args"]]))

    def op_snippet(self, request):
        source = request["source"]
        if source not in self.snippets:
            space = {"__name__": "osconform_snippet", "FSPath": FSPath}
            exec(compile(source, "<snippet %s>" % request["name"], "exec"), space)
            self.snippets[source] = space[request["name"]]
        home = _getpid()
        try:
            return self.encode(
                self.snippets[source](self.module, *[self.decode(a) for a in request["args"]])
            )
        finally:
            if (
                _getpid() != home
            ):  # a forked copy that fell out of the snippet must not talk to the host
                _exit(CHANNEL_LOST)

    def op_release(self, request):
        for number in request["objects"]:
            self.encode.objects.pop(number, None)

    def op_begin(self, request):
        """Start a check here, without a fork; in `Server` a forked child does this."""
        self.state = State()
        self.encode.objects.clear()
        prepare(request)
        return {"pid": _getpid(), "forked": False}

    def op_end(self, request):
        self.encode.objects.clear()
        return {"dirty": self.state.restore(self.alone) if self.state else []}


def prepare(request):
    """Give a check its working directory, file creation mask, CPUs and privileges."""
    if request.get("cpus") and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, request["cpus"])
    if request.get("drop"):
        drop_privileges()
    if request.get("cwd"):
        _chdir(request["cwd"])
    if request.get("umask") is not None and hasattr(os, "umask"):
        os.umask(request["umask"])


class State(object):
    """What a check may leave changed in a process that is not thrown away."""

    def __init__(self):
        self.cwd, self.environ = _getcwd(), dict(_environ)
        self.umask = self._umask()
        self.descriptors = self._descriptors()

    def restore(self, alone=False):
        """Put back what can be put back; the names of what could not be.

        `alone`: no one else opens descriptors in this process, so what is open now is the check's.
        """
        changed = []
        if self._umask() != self.umask:
            os.umask(self.umask)
            if not alone:
                changed.append("umask")
        try:
            moved = _getcwd() != self.cwd
        except OSError:
            moved = True
        if moved:
            _chdir(self.cwd)
        if dict(_environ) != self.environ:
            _environ.clear()
            _environ.update(self.environ)
            if not alone or dict(_environ) != self.environ:
                changed.append("environ")
        if alone and PROMPT:
            self._close_new()
        if self._descriptors() != self.descriptors:
            changed.append("descriptors")
        return changed

    def _close_new(self):
        for number in set(self._descriptors()).difference(self.descriptors):
            try:
                _close(number)
            except OSError:
                pass

    @staticmethod
    def _umask():
        if not hasattr(os, "umask"):
            return 0
        mask = os.umask(0)
        os.umask(mask)
        return mask

    @staticmethod
    def _descriptors():
        found = []
        for number in range(0 if sys.platform.startswith("java") else 64):
            try:  # (on Java a descriptor is an object, and the numbers are the machine's own)
                os.fstat(number)
                found.append(number)
            except OSError:
                pass
        return found


# ---------------------------------------------------------------- talking over the standard streams


class Channel(object):
    """JSON lines over two descriptors that are moved out of the candidate's way."""

    def __init__(self, incoming, outgoing):
        self.incoming, self.outgoing, self.buffer = incoming, outgoing, b""

    def receive(self):
        """The next message, or None at the end of the stream."""
        while b"\n" not in self.buffer:
            chunk = _read(self.incoming, 65536)
            if not chunk:
                return None
            self.buffer += chunk
        line, self.buffer = self.buffer.split(b"\n", 1)
        return _loads(line.decode("ascii"))

    def send(self, message):
        data = (_dumps(message) + "\n").encode("ascii")
        while data:
            data = data[_write(self.outgoing, data) :]


def _high():
    """A descriptor out of the way; below the limit, if that is low."""
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except (ImportError, ValueError):
        return 200
    return max(3, min(200, limit - 2)) if limit >= 0 else 200  # below 0: without a limit


def take_streams():
    """Move standard input and output to high descriptors; prints of the candidate go to standard error.

    Without `dup` (Jython, WASI) they stay where they are, and only Python's own prints are led away.
    """
    try:
        import fcntl

        moved = [fcntl.fcntl(number, fcntl.F_DUPFD, _high()) for number in (0, 1)]
        for number in moved:
            fcntl.fcntl(number, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    except (ImportError, AttributeError):
        try:
            moved = [os.dup(0), os.dup(1)]
        except (AttributeError, OSError):
            streams = sys.stdin, sys.stdout
            sys.stdout = sys.stderr
            return Channel(*[stream.fileno() for stream in streams])
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    if nothing > 2:
        os.close(nothing)
    os.dup2(2, 1)
    return Channel(*moved)


class Server(object):
    """Serves requests on a channel, with a forked child for each check where that is possible."""

    GRACE = 100  # looks, 10 ms apart, before a process left behind is killed

    def __init__(self, channel):
        self.channel = channel
        self.agent = Agent(self.ask)
        self.agent.alone = True
        self.pid = _getpid()

    def ask(self, message):
        self.channel.send(message)
        return self.channel.receive()

    def serve(self):
        """Answer until the host says bye or closes the stream."""
        while True:
            request = self.channel.receive()
            if request is None or request.get("op") == "bye":
                return
            if request.get("op") == "load" and _fork:  # "hello" has found prctl
                heed_parent(self.bereft, 1)
            if request.get("op") == "begin" and _fork and request.get("fork", True):
                self.check(request)
            else:
                self.channel.send(self.agent.answer(request))

    def check(self, request):
        """Let a child have the conversation until the check ends, then say how the child ended."""
        child = _fork()
        if child == 0:
            try:
                heed_parent(None, 9)
                self.converse(request)
            except BaseException:
                traceback.print_exc()
            _exit(CHANNEL_LOST)
        status = self._wait(child)
        left = self.sweep()
        self.channel.send({"ended": {"status": status, "left": left}})

    @staticmethod
    def _wait(child):
        while True:
            try:
                return _waitpid(child, 0)[1]
            except OSError as error:
                if error.errno != errno.EINTR:
                    raise

    def converse(self, request):
        """In the child: begin, answer everything, leave at "end"."""
        self.pid = _getpid()
        os.setpgid(0, 0)
        try:
            prepare(request)
        except BaseException as error:
            self.channel.send({"error": self.agent.encode.exception(error)})
            _exit(0)
        self.channel.send({"value": {"pid": self.pid, "forked": True}})
        while True:
            request = self.channel.receive()
            if request is None or request.get("op") == "end":
                _exit(0)
            reply = self.agent.answer(request)
            if _getpid() != self.pid:
                _exit(0)  # the child of a plain os.fork(): its parent answers
            self.channel.send(reply)

    def sweep(self):
        """Reap what the check left behind; kill what does not end by itself, and count that."""
        import select

        for _ in range(self.GRACE):
            if not self._reap():
                return 0
            select.select([], [], [], 0.01)
        return self.kill_left()

    def kill_left(self):
        """Kill all children, and theirs, which become this process's; their number."""
        import select

        killed = 0
        while self._reap():
            for process in _children():
                try:
                    os.kill(process, 9)
                    killed += 1
                except OSError:
                    pass
            select.select([], [], [], 0.01)
        return killed

    def bereft(self, number, frame):
        """The host has died: nothing that it started stays."""
        self.kill_left()
        _exit(CHANNEL_LOST)

    @staticmethod
    def _reap():
        """Whether children are still running, once all ended ones are reaped."""
        while True:
            try:
                if _waitpid(-1, os.WNOHANG)[0] == 0:
                    return bool(_children())
            except OSError as error:
                if error.errno != errno.EINTR:
                    return False


def heed_parent(handler, number):
    """Let `handler` (None: the usual end) answer the signal that tells of the parent's end."""
    try:
        import signal

        signal.signal(signal.SIGHUP, handler or signal.SIG_DFL)
        end_with_parent(number)
    except (ImportError, AttributeError, ValueError):  # a platform without such signals
        pass


def reset_signals():
    """Handle signals as a fresh Python does, whatever who started us ignores (nohup: SIGHUP) or blocks.

    PyPy tells SIG_DFL of a signal that is ignored from the start, so that one is set anew.
    """
    try:
        import signal

        kept = (getattr(signal, "SIGPIPE", None), getattr(signal, "SIGXFSZ", None))
        numbers = [number for number in range(1, signal.NSIG) if number not in kept]
    except (ImportError, AttributeError):  # a platform without signals
        return
    if hasattr(signal, "pthread_sigmask"):  # Python 2 cannot tell
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in numbers:
        try:
            if signal.getsignal(number) in (signal.SIG_IGN, signal.SIG_DFL):
                python_own = number == signal.SIGINT
                signal.signal(number, signal.default_int_handler if python_own else signal.SIG_DFL)
        except (AttributeError, ValueError, OSError, RuntimeError):  # not to be changed, or none
            pass


if __name__ == "__main__":
    reset_signals()
    Server(take_streams()).serve()
