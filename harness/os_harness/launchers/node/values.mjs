// Values and exceptions on the wire (docs/adapter-protocol.md), for any JavaScript candidate.
//
//   Python      text    bytes   bytearray   int             float          list   tuple  dict  set
//   JavaScript  string  Buffer  Uint8Array  number, bigint  number, Float  Array  Tuple  Map   Set

import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

export class Tuple extends Array {}
export class FrozenSet extends Set {}

/** A number that is a float for Python even when it is whole: JavaScript cannot tell 1.0 from 1. */
export class Float {
  constructor(value) { this.value = value; }
}

/** A path-like object of the host. */
export class PathLike {
  constructor(path) { this.path = path; }
}

/** A tuple with named fields; `items` are those that the tuple itself has. */
export class Struct {
  constructor(type, items, fields) { Object.assign(this, { type, items, fields }); }
}

/** What the host sent and this adapter does not understand. */
export class Fault extends Error {}

/** An exception of Python by the name of its class. */
export class Raised extends Error {
  constructor(type, ...args) {
    super(String(args[0] ?? ""));
    Object.assign(this, { type, args });
  }
}

// ---------------------------------------------------------------- to the host

/** Turns values into JSON; what has no JSON form stays here, in `objects`, under a number. */
export class Encoder {
  constructor() {
    this.objects = new Map();
    this.described = new Set();
    this.count = 0;
    this.encode = this.encode.bind(this);
  }

  encode(value) {
    if (value === undefined || value === null) return null;
    if (typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value === "number") return encodeNumber(value, value);
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : { int: `${value}` };
    if (value instanceof Float) return encodeNumber(value.value, value);
    if (Buffer.isBuffer(value)) return { bytes: value.toString("latin1") };
    if (value instanceof Uint8Array) return { bytearray: Buffer.from(value).toString("latin1") };
    if (value instanceof Tuple) return { tuple: this.all(value) };
    if (Array.isArray(value)) return this.all(value);
    if (value instanceof FrozenSet) return { frozenset: this.all(value) };
    if (value instanceof Set) return { set: this.all(value) };
    if (value instanceof Map) return { dict: Array.from(value, (pair) => this.all(pair)) };
    if (value instanceof Struct) return { struct: this.struct(value) };
    if (value instanceof Error) return { exception: this.exception(value) };
    return { object: this.reference(value) };
  }

  all(values) { return Array.from(values, this.encode); }

  struct({ type, items, fields }) {
    const named = Object.entries(fields).map(([name, value]) => [name, this.encode(value)]);
    return { type, items: this.all(items), fields: Object.fromEntries(named) };
  }

  /** A number for a value; the first time, what its class offers. */
  reference(value) {
    this.objects.set(++this.count, value);
    const callable = typeof value === "function";
    const type = callable ? "function" : `node.${value.constructor.name}`;
    const answer = { id: this.count, type, callable };
    if (this.described.has(type)) return answer;
    this.described.add(type);
    const names = callable ? [] : Object.getOwnPropertyNames(Object.getPrototypeOf(value));
    return { ...answer, bases: [type, "object"], methods: names.filter((name) => name !== "constructor") };
  }

  /** An error of Node or of this adapter as an exception of Python. */
  exception(error) {
    if (error instanceof Raised) {
      const { type, args, message } = error;
      return { type, mro: lineage(type), args: this.all(args), text: message };
    }
    if (error.code in constants.errno) return this.system(error);
    const type = PLAIN[error.code] ?? (error instanceof TypeError ? "TypeError" : "RuntimeError");
    return { type, mro: lineage(type), args: [error.message], text: error.message };
  }

  /** An error of the operating system: Node has its errno negative, its symbol as `code`. */
  system(error) {
    const errno = constants.errno[error.code];
    const strerror = getSystemErrorMap().get(-errno)?.[1] ?? error.message;
    const type = BY_SYMBOL[error.code] ?? "OSError";
    const answer = { type, mro: lineage(type), args: [errno, strerror], text: error.message };
    Object.assign(answer, { errno, symbol: error.code, strerror });
    if (error.path !== undefined) answer.filename = this.encode(error.path);
    if (error.dest !== undefined) answer.filename2 = this.encode(error.dest);
    return answer;
  }
}

const encodeNumber = (number, value) =>
  Number.isFinite(number) ? value : { float: { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" }[number] };

/** A line of ASCII; written by hand because a Float must keep its point. */
export function line(tree) {
  return write(tree).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`) + "\n";
}

function write(tree) {
  if (tree instanceof Float) return Number.isInteger(tree.value) ? tree.value.toFixed(1) : String(tree.value);
  if (Array.isArray(tree)) return `[${tree.map(write).join(",")}]`;
  if (tree === null || typeof tree !== "object") return JSON.stringify(tree);
  return `{${Object.entries(tree).map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join(",")}}`;
}

// Which class of Python an error is: by the operating system's symbol, or by Node's own code.

const BY_SYMBOL = {
  EACCES: "PermissionError", EPERM: "PermissionError", ENOENT: "FileNotFoundError", EEXIST: "FileExistsError",
  ENOTDIR: "NotADirectoryError", EISDIR: "IsADirectoryError", ESRCH: "ProcessLookupError",
  ECHILD: "ChildProcessError", EPIPE: "BrokenPipeError", EINTR: "InterruptedError", ETIMEDOUT: "TimeoutError",
  EAGAIN: "BlockingIOError", EWOULDBLOCK: "BlockingIOError",
};

const PLAIN = {
  ERR_INVALID_ARG_VALUE: "ValueError", ERR_OUT_OF_RANGE: "ValueError", ERR_BUFFER_OUT_OF_BOUNDS: "ValueError",
  ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: "NotImplementedError",
};

const BASES = { KeyError: ["LookupError"], NotImplementedError: ["RuntimeError"], BrokenPipeError: ["ConnectionError", "OSError"] };
for (const name of Object.values(BY_SYMBOL)) BASES[name] ??= ["OSError"];

/** The method resolution order of a class of Python, by name. */
const lineage = (type) => [type, ...(BASES[type] ?? []), "Exception", "BaseException", "object"];

// ---------------------------------------------------------------- from the host

/** Turns the host's JSON into values; `callback(number)` makes a function that runs in the host. */
export function decoder(objects, callback) {
  const tags = {
    bytes: (inner) => Buffer.from(inner, "latin1"),
    bytearray: (inner) => Uint8Array.from(Buffer.from(inner, "latin1")),
    tuple: (inner) => Tuple.from(inner, decode),
    dict: (inner) => new Map(inner.map((pair) => pair.map(decode))),
    set: (inner) => new Set(inner.map(decode)),
    frozenset: (inner) => new FrozenSet(inner.map(decode)),
    float: (inner) => ({ nan: NaN, inf: Infinity, "-inf": -Infinity })[inner],
    int: (inner) => BigInt(inner),
    path: (inner) => new PathLike(decode(inner)),
    ref: (inner) => objects.get(inner),
    callback,
  };
  function decode(value) {
    if (Array.isArray(value)) return value.map(decode);
    if (value === null || typeof value !== "object") return value;
    const [tag] = Object.keys(value);
    if (!Object.hasOwn(tags, tag)) throw new Fault(`unknown value tag ${tag}`);
    return tags[tag](value[tag]);
  }
  return decode;
}
