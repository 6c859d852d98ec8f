// An osconform adapter: Node's fs, path and process as a candidate.  Run: node adapter.mjs
//
// This file is the conversation (docs/adapter-protocol.md); what Node offers stands in names.mjs, how
// values look on the wire in values.mjs.  An adapter for another library needs another names.mjs only, and one
// with the functions of node:fs a line in tested.mjs: `node adapter.mjs memfs` is that of npm's memfs.

import * as fs from "node:fs";
import { constants } from "node:os";
import process from "node:process";
import { candidate } from "./names.mjs";
import { facts } from "./tested.mjs";
import { decoder, Encoder, Fault, line, Raised } from "./values.mjs";

const PROTOCOL = 1;
const LEVEL = [3, 13, 0]; // the Python whose promises Node is judged by
const WATCHED = 64; // descriptors looked at for what a check left open

// ---------------------------------------------------------------- the way to the host

/** JSON lines over the standard streams, read and written at once: a callback needs its answer in the middle. */
class Channel {
  constructor() {
    [this.incoming, this.outgoing] = takeStreams();
    this.buffer = Buffer.alloc(0);
  }

  /** The next message; null at the end of the stream. */
  receive() {
    let end;
    while ((end = this.buffer.indexOf("\n")) < 0) {
      const chunk = Buffer.alloc(65536);
      const count = fs.readSync(this.incoming, chunk);
      if (count === 0) return null;
      this.buffer = Buffer.concat([this.buffer, chunk.subarray(0, count)]);
    }
    const text = this.buffer.toString("latin1", 0, end);
    this.buffer = this.buffer.subarray(end + 1);
    return JSON.parse(text);
  }

  send(message) {
    let data = Buffer.from(line(message), "latin1");
    while (data.length) data = data.subarray(fs.writeSync(this.outgoing, data));
  }
}

/** Move the conversation away from descriptors 0 and 1 where the system can: checks use those. */
function takeStreams() {
  if (process.platform !== "linux") return [0, 1];
  const moved = [fs.openSync("/proc/self/fd/0", "r"), fs.openSync("/proc/self/fd/1", "w")];
  for (const number of [0, 1]) {
    fs.closeSync(number);
    fs.openSync("/dev/null", "r+"); // takes the lowest free number: the one just closed
  }
  return moved;
}

// ---------------------------------------------------------------- what a check may leave changed

/** The state of the process that checks share, and how to put it back. */
class State {
  constructor() {
    [this.cwd, this.umask, this.open] = [process.cwd(), process.umask(), descriptors()];
    this.environ = { ...process.env };
  }

  /** Put back what can be put back; names what was changed, and the host starts a new process. */
  restore() {
    const changed = [];
    process.chdir(this.cwd);
    if (process.umask(this.umask) !== this.umask) changed.push("umask");
    if (JSON.stringify(process.env) !== JSON.stringify(this.environ)) changed.push("environ");
    if (descriptors() !== this.open) changed.push("descriptors");
    return changed;
  }
}

function descriptors() {
  const isOpen = (number) => {
    try {
      return Boolean(fs.fstatSync(number));
    } catch {
      return false;
    }
  };
  return [...Array(WATCHED).keys()].filter(isOpen).join();
}

// ---------------------------------------------------------------- the requests

const channel = new Channel();
const encoder = new Encoder();
const decode = decoder(encoder.objects, callback);
let state = null;

/** A function that runs in the host. */
function callback(number) {
  return (...args) => {
    channel.send({ callback: number, args: encoder.all(args), kw: {} });
    const reply = channel.receive();
    if (reply.error) throw new Raised(reply.error.type, ...reply.error.args.map(decode));
    return decode(reply.value);
  };
}

/** What a request is about: the candidate or a numbered object, then attribute by attribute. */
function target({ of = 0, name = "" }) {
  if (of && !encoder.objects.has(of)) throw new Fault(`there is no object ${of}`);
  let found = of ? encoder.objects.get(of) : candidate;
  for (const part of name ? name.split(".") : []) found = attribute(found, part);
  return found;
}

/** An attribute: what an object has itself, or a method of its class. */
function attribute(owner, name) {
  if (typeof owner === "object" && owner !== null) {
    if (Object.hasOwn(owner, name)) return owner[name];
    const methods = Object.getPrototypeOf(owner);
    if (methods !== Object.prototype && Object.hasOwn(methods, name)) return owner[name].bind(owner);
  }
  throw new Raised("AttributeError", `Node has no ${name} here`);
}

function call(request) {
  const named = Object.entries(request.kw ?? {}).map(([key, value]) => [key, decode(value)]);
  const found = target(request);
  if (typeof found !== "function") throw new Raised("TypeError", `${request.name} cannot be called`);
  const args = (request.args ?? []).map(decode);
  return named.length ? found.call({ named: Object.fromEntries(named) }, ...args) : found(...args);
}

/** An operator: a method with Python's name for it, where the value's class has one. */
function apply(operator, [value, ...rest]) {
  const method = value?.[`__${operator}__`];
  if (typeof method === "function") return method.apply(value, rest);
  if (operator === "is" || operator === "eq") return value === rest[0];
  if (operator === "bool") return Boolean(value?.__len__ ? value.__len__() : value);
  if (operator === "repr" || operator === "str") return String(value);
  if (operator === "dir") return Object.keys(value ?? {}).sort();
  throw new Raised("TypeError", `nothing here has the operator ${operator}`);
}

const OPERATORS =
  "bool bytes contains delitem dir enter eq getitem hash is iter leave len list next or ior repr setattr setitem sorted str".split(" ");

const kind = (value) => (typeof value === "function" ? "callable" : value === candidate.path ? "module" : "data");
const kinds = (names) => Object.fromEntries(Object.entries(names).map(([name, value]) => [name, kind(value)]));

const operations = {
  hello({ protocols = [] }) {
    if (!protocols.includes(PROTOCOL)) throw new Fault(`this adapter speaks protocol ${PROTOCOL} only`);
    return { protocol: PROTOCOL, agent: "node" };
  },
  load: () => ({
    ...facts, python: LEVEL, sys_platform: process.platform, os_name: candidate.name, file: null, executable: process.execPath, encoding: "utf-8",
    can_fork: false, snippets: false, uid: process.getuid?.() ?? -1, errno: constants.errno,
    names: kinds(candidate), path_names: kinds(candidate.path),
  }),
  begin({ cwd, umask, drop }) {
    if (drop) throw new Fault("Node cannot give up capabilities");
    state = new State();
    encoder.objects.clear();
    if (cwd) process.chdir(cwd);
    if (typeof umask === "number") process.umask(umask);
    return { pid: process.pid, forked: false };
  },
  get: (request) => encoder.encode(target(request)),
  call: (request) => encoder.encode(call(request)),
  do({ fn, args }) {
    if (!OPERATORS.includes(fn)) throw new Fault(`unknown operator ${fn}`);
    return encoder.encode(apply(fn, args.map(decode)));
  },
  snippet({ name }) {
    throw new Raised("NotImplementedError", `the snippet ${name} is Python: Node cannot run it`);
  },
  release({ objects }) {
    for (const number of objects) encoder.objects.delete(number);
    return null;
  },
  end() {
    const dirty = state ? state.restore() : [];
    encoder.objects.clear();
    return { dirty };
  },
};

/** The reply to a request: what came back, what was thrown, or why nothing could be done. */
function answer(request) {
  if (!Object.hasOwn(operations, request.op)) return { fault: `unknown operation ${request.op}` };
  try {
    return { value: operations[request.op](request) };
  } catch (error) {
    if (error instanceof Fault || error instanceof ReferenceError) return { fault: error.message };
    return { error: encoder.exception(error) };
  }
}

for (let request; (request = channel.receive()) !== null && request.op !== "bye"; ) channel.send(answer(request));
