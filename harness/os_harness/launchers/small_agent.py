"""The agent for MicroPython and Brython: the same protocol as `agent.py`, in what these have of Python.

Their launchers hand it lines through `js.osconform`.  It counts on no descriptors, no named tuples
of results, no classes of errors below OSError and no more of the standard library than JSON and errno;
it judges nothing either.
"""

# ruff: noqa: D102, UP031 - operations are described in docs/adapter-protocol.md
# mypy: ignore-errors
import errno
import json
import sys

from js import osconform

PROTOCOL = 1
EXACT = 2**53  # past this an integer does not survive every JSON reader
BASES = (OSError, ValueError, LookupError, ArithmeticError, RuntimeError, Exception)


class ProtocolError(Exception):
    """The host sent something that this agent does not understand."""


class FSPath:
    """A path-like object of the host, as the candidate sees it."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


def order(cls):
    """Names of the classes that a class derives from, itself first."""
    names = [cls.__name__]
    for base in getattr(cls, "__bases__", ()):
        names.extend(n for n in order(base) if n not in names)
    return names


def characters(data):
    """Bytes as text, one character each."""
    return "".join(chr(number) for number in data)


class Encoder:
    """Turns the candidate's values into JSON; what has no JSON form becomes a numbered object."""

    def __init__(self):
        self.objects = {}

    def __call__(self, value):
        kind = type(value)
        if value is None or kind in (bool, str):
            return value
        if kind is int:
            return value if -EXACT <= value <= EXACT else {"int": str(value)}
        if kind is float:
            special = value != value or value in (float("inf"), float("-inf"))
            return {"float": str(value)} if special else value
        return self._composed(kind, value)

    def _composed(self, kind, value):
        if kind is list:
            return [self(x) for x in value]
        if kind in (bytes, bytearray):
            return {kind.__name__: characters(value)}
        if kind in (tuple, set, frozenset):
            return {kind.__name__: [self(x) for x in value]}
        if kind is dict:
            return {"dict": [[self(k), self(x)] for k, x in value.items()]}
        if isinstance(value, BaseException):
            return {"exception": self.exception(value)}
        return {"object": self.reference(kind, value)}

    def reference(self, kind, value):
        """A number for `value`, and what its type offers."""
        number = len(self.objects) + 1
        self.objects[number] = value
        return {
            "id": number,
            "type": kind.__name__,
            "callable": callable(value),
            "bases": order(kind),
            "methods": [n for n in dir(kind) if callable(getattr(kind, n, None))],
        }

    def exception(self, error):
        """Everything a caller can learn from an exception."""
        answer = {
            "type": type(error).__name__,
            "mro": order(type(error)),
            "args": [self(a) for a in error.args],
            "text": str(error),
        }
        number = getattr(error, "errno", None)
        if isinstance(error, OSError) and isinstance(number, int):
            answer["errno"] = number
            answer["symbol"] = errno.errorcode.get(number)
        return answer


class Agent:
    """Answers requests about one candidate."""

    def __init__(self):
        self.module = None
        self.snippets = {}
        self.encode = Encoder()
        self.tags = {
            "bytes": lambda v: bytes([ord(c) for c in v]),
            "bytearray": lambda v: bytearray([ord(c) for c in v]),
            "tuple": lambda v: tuple([self.decode(x) for x in v]),
            "dict": lambda v: {self.decode(k): self.decode(x) for k, x in v},
            "set": lambda v: {self.decode(x) for x in v},
            "frozenset": lambda v: frozenset([self.decode(x) for x in v]),
            "float": float,
            "int": int,
            "path": lambda v: FSPath(self.decode(v)),
            "ref": lambda v: self.encode.objects[v],
            "callback": self.callback,
        }
        self.do = {
            "bool": bool, "bytes": bytes, "dir": dir, "hash": hash, "iter": iter, "len": len,
            "list": list, "next": next, "repr": repr, "setattr": setattr, "sorted": sorted, "str": str,
            "contains": lambda a, b: b in a,
            "delitem": lambda a, k: a.__delitem__(k),
            "enter": lambda m: m.__enter__(),
            "eq": lambda a, b: a == b,
            "getitem": lambda a, k: a[k],
            "is": lambda a, b: a is b,
            "leave": self.leave,
            "or": lambda a, b: a | b,
            "setitem": lambda a, k, v: a.__setitem__(k, v),
        }  # fmt: skip

    @staticmethod
    def leave(manager, failed):
        """Leave a with block: by the normal way, or as if a RuntimeError had been raised in it."""
        if not failed:
            return manager.__exit__(None, None, None)
        error = RuntimeError("raised in the with block")
        return manager.__exit__(RuntimeError, error, None)

    def decode(self, value):
        """The value for JSON that the host sent."""
        if isinstance(value, dict):
            (tag,) = value
            if tag not in self.tags:
                raise ProtocolError("unknown value tag " + tag)
            return self.tags[tag](value[tag])
        return [self.decode(x) for x in value] if isinstance(value, list) else value

    def callback(self, number):
        """A function that runs in the host."""

        def call(*args, **kwargs):
            encode = self.encode
            message = {"callback": number, "args": [encode(a) for a in args]}
            message["kw"] = {k: encode(v) for k, v in kwargs.items()}
            osconform.send(json.dumps(message))
            reply = json.loads(osconform.receive())
            if "error" not in reply:
                return self.decode(reply["value"])
            told = reply["error"]
            cls = next((c for c in BASES if c.__name__ == told["type"]), RuntimeError)
            raise cls(*[self.decode(a) for a in told["args"]])

        return call

    def answer(self, request):
        """The reply to one request; a candidate's exception is a reply too."""
        operation = getattr(self, "op_" + str(request.get("op")), None)
        if operation is None:
            return {"fault": "unknown operation " + repr(request.get("op"))}
        try:
            return {"value": operation(request)}
        except ProtocolError as error:
            return {"fault": str(error)}
        except BaseException as error:
            return {"error": self.encode.exception(error)}

    def target(self, request):
        """The object a request is about: the candidate, or a numbered object, and its attribute."""
        number = request.get("of", 0)
        found = self.encode.objects[number] if number else self.module
        for name in request.get("name", "").split("."):
            found = getattr(found, name) if name else found
        return found

    def op_hello(self, request):
        if PROTOCOL not in request.get("protocols", []):
            raise ProtocolError("this agent speaks protocol %d" % PROTOCOL)
        return {"protocol": PROTOCOL, "agent": "small"}

    def op_load(self, request):
        spec = request["spec"]
        try:
            found = __import__(spec["module"])
            for name in (spec.get("attribute") or "").split("."):
                found = getattr(found, name) if name else found
        except BaseException as error:
            return {"failed": self.encode.exception(error)}
        self.module = found
        return facts_of(found)

    def op_get(self, request):
        found = self.target(request)
        if type(found) is dict and found is getattr(self.module, "environ", None):
            return {"object": self.encode.reference(dict, found)}  # it must stay changeable
        return self.encode(found)

    def op_call(self, request):
        args = [self.decode(a) for a in request.get("args", ())]
        kwargs = {k: self.decode(v) for k, v in request.get("kw", {}).items()}
        return self.encode(self.target(request)(*args, **kwargs))

    def op_do(self, request):
        if request.get("fn") not in self.do:
            raise ProtocolError("unknown function " + repr(request.get("fn")))
        return self.encode(self.do[request["fn"]](*[self.decode(a) for a in request["args"]]))

    def op_snippet(self, request):
        source = request["source"]
        if source not in self.snippets:
            space = {"__name__": "osconform_snippet", "FSPath": FSPath}
            exec(source, space)
            self.snippets[source] = space[request["name"]]
        args = [self.decode(a) for a in request["args"]]
        return self.encode(self.snippets[source](self.module, *args))

    def op_release(self, request):
        for number in request["objects"]:
            self.encode.objects.pop(number, None)

    def op_begin(self, request):
        self.encode.objects.clear()
        self.home = self.module.getcwd()
        self.environ = dict(getattr(self.module, "environ", {}))
        if request.get("cwd"):
            self.module.chdir(request["cwd"])
        return {"pid": 0, "forked": False}

    def op_end(self, request):
        self.encode.objects.clear()
        self.module.chdir(self.home)
        if self.environ:
            self.module.environ.clear()
            self.module.environ.update(self.environ)
        return {"dirty": []}


def kinds_of(module):
    """name -> callable, class, module or data, for all that `dir` shows."""
    answer = {}
    for name in dir(module):
        value = getattr(module, name, None)
        if isinstance(value, type):
            answer[name] = "class"
        elif type(value) is type(sys):
            answer[name] = "module"
        else:
            answer[name] = "callable" if callable(value) else "data"
    return answer


def facts_of(module):
    """What the host must know of the candidate and its interpreter."""
    level = [int(number) for number in sys.version_info[:3]]
    path = getattr(module, "path", None)
    return {
        "implementation": sys.implementation.name,
        "version": ".".join(str(number) for number in sys.implementation.version[:3]),
        "python": level,
        "sys_platform": sys.platform,
        "os_name": "posix",
        "module": module.__name__,
        "can_fork": False,
        "errno": {symbol: number for number, symbol in errno.errorcode.items()},
        "names": kinds_of(module),
        "path_names": kinds_of(path) if path is not None else {},
    }


def serve():
    """Answer until the host says bye or closes the stream."""
    agent = Agent()
    while True:
        line = osconform.receive()
        if not line:
            return
        request = json.loads(line)
        if request.get("op") == "bye":
            return
        osconform.send(json.dumps(agent.answer(request)))


serve()
