// What Node offers of Python's os: each name does one thing of node:fs, node:path, node:os or process.
// Files may be those of another module with the functions of node:fs (tested.mjs).
//
// Nothing is emulated.  A name that Node has nothing for is not here (the report says `missing`), and
// what Node does otherwise than Python stays as it is (the report says `fail`).  Only the way of calling
// is Python's: `define` binds arguments by position and name and unwraps path-like objects.

import os from "node:os";
import path from "node:path";
import process from "node:process";
import { Environ } from "./environ.mjs";
import { fs, inMemory } from "./tested.mjs";
import { Float, PathLike, Raised, Struct, Tuple } from "./values.mjs";

// ---------------------------------------------------------------- calling

const isNumber = (value) => typeof value === "number";
const DEFAULTS = { None: null, True: true, False: false };

/** "path, mode=511, *, dir_fd=None" as a list of parameters. */
function parameters(signature) {
  let positional = true;
  const found = [];
  for (const word of signature ? signature.split(", ") : []) {
    const [name, text] = word.split("=");
    if (name === "*") positional = false;
    else found.push({ name, positional, optional: text !== undefined, standard: text in DEFAULTS ? DEFAULTS[text] : Number(text) });
  }
  return found;
}

/** A function with a signature of Python; `body` gets an object of all arguments by name. */
function define(signature, body) {
  const wanted = parameters(signature);
  return function (...args) {
    const named = this?.named ?? {};
    const unknown = Object.keys(named).find((key) => !wanted.some(({ name }) => name === key));
    if (unknown !== undefined) throw new Raised("TypeError", `unexpected keyword argument ${unknown}`);
    if (args.length > wanted.filter(({ positional }) => positional).length) throw new Raised("TypeError", "too many arguments");
    const bound = wanted.map((parameter, index) => [parameter.name, pick(parameter, args, index, named)]);
    return body(refuse(Object.fromEntries(bound)));
  };
}

/** The arguments, unless they are what Node has nothing for; no descriptor goes with these. */
function refuse(bound) {
  const directory = Object.keys(bound).find((name) => name.endsWith("dir_fd") && bound[name] !== null);
  if (isNumber(bound.path) && (directory || bound.follow_symlinks === false)) {
    throw new Raised("ValueError", "a descriptor goes neither with dir_fd nor with follow_symlinks=False");
  }
  if (directory) throw new Raised("NotImplementedError", `Node has no ${directory}`);
  return bound;
}

function pick({ name, optional, standard }, args, index, named) {
  const given = index < args.length;
  if (given && name in named) throw new Raised("TypeError", `two values for ${name}`);
  if (!given && !(name in named) && !optional) throw new Raised("TypeError", `missing argument ${name}`);
  const value = given ? args[index] : name in named ? named[name] : standard;
  return value instanceof PathLike ? value.path : value;
}

const withoutFollowing = (what) => {
  throw new Raised("NotImplementedError", `Node has no ${what} of a symbolic link itself`);
};

// ---------------------------------------------------------------- results

const TIMES = ["atime", "mtime", "ctime"];
const TUPLE = ["mode", "ino", "dev", "nlink", "uid", "gid", "size"];
const MORE = ["blksize", "blocks", "rdev"];

const BILLION = 1_000_000_000n;

/** Nanoseconds (BigInt) as whole seconds, rounded down as Python does also before 1970. */
const wholeSeconds = (ns) => (ns - ((ns % BILLION) + BILLION) % BILLION) / BILLION;

/** Nanoseconds as a float of seconds, with the rounding of Python. */
const seconds = (ns) => {
  const whole = wholeSeconds(ns);
  return new Float(Number(whole) + 1e-9 * Number(ns - whole * BILLION));
};

/** fs.Stats (with BigInts) as a stat_result: whole seconds in the tuple, floats and nanoseconds beside it. */
function status(found) {
  const fields = {};
  for (const name of [...TUPLE, ...MORE]) fields[`st_${name}`] = found[name];
  for (const name of TIMES) {
    fields[`st_${name}`] = seconds(found[`${name}Ns`]);
    fields[`st_${name}_ns`] = found[`${name}Ns`];
  }
  const times = TIMES.map((name) => wholeSeconds(found[`${name}Ns`]));
  return new Struct("os.stat_result", [...TUPLE.map((name) => found[name]), ...times], fields);
}

const BIG = { bigint: true };
const encodingOf = (name) => ({ encoding: Buffer.isBuffer(name) ? "buffer" : "utf8" });

/** Whether an act of fs succeeds: Python's questions answer False where Node throws an error of the system. */
function succeeds(act) {
  try {
    return act() !== false;
  } catch (error) {
    if (error.syscall) return false;
    throw error;
  }
}

function bytesRead(descriptor, size, position) {
  const buffer = Buffer.alloc(size);
  return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, size, position));
}

function setTimes({ path: name, times, ns, follow_symlinks }) {
  const given = ns ? Array.from(ns, (n) => Number(n) / 1e9) : times ?? [Date.now() / 1000, Date.now() / 1000];
  const act = isNumber(name) ? fs.futimesSync : follow_symlinks ? fs.utimesSync : fs.lutimesSync;
  return act(name, given[0], given[1]);
}

// ---------------------------------------------------------------- functions

const files = {
  access: define("path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True", (a) => {
    if (a.effective_ids) throw new Raised("NotImplementedError", "Node has no effective_ids");
    return a.follow_symlinks ? succeeds(() => fs.accessSync(a.path, a.mode)) : withoutFollowing("access");
  }),
  chmod: define("path, mode, *, dir_fd=None, follow_symlinks=True", (a) => {
    if (!a.follow_symlinks) withoutFollowing("chmod");
    return isNumber(a.path) ? fs.fchmodSync(a.path, a.mode) : fs.chmodSync(a.path, a.mode);
  }),
  chown: define("path, uid, gid, *, dir_fd=None, follow_symlinks=True", (a) => {
    const act = isNumber(a.path) ? fs.fchownSync : a.follow_symlinks ? fs.chownSync : fs.lchownSync;
    return act(a.path, a.uid, a.gid);
  }),
  lchown: define("path, uid, gid", (a) => fs.lchownSync(a.path, a.uid, a.gid)),
  link: define("src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True", (a) =>
    a.follow_symlinks ? fs.linkSync(a.src, a.dst) : withoutFollowing("link")),
  listdir: define("path=None", (a) => fs.readdirSync(a.path ?? ".", encodingOf(a.path))),
  lstat: define("path, *, dir_fd=None", (a) => status(fs.lstatSync(a.path, BIG))),
  mkdir: define("path, mode=511, *, dir_fd=None", (a) => fs.mkdirSync(a.path, { mode: a.mode })),
  readlink: define("path, *, dir_fd=None", (a) => fs.readlinkSync(a.path, encodingOf(a.path))),
  remove: define("path, *, dir_fd=None", (a) => fs.unlinkSync(a.path)),
  rename: define("src, dst, *, src_dir_fd=None, dst_dir_fd=None", (a) => fs.renameSync(a.src, a.dst)),
  replace: define("src, dst, *, src_dir_fd=None, dst_dir_fd=None", (a) => fs.renameSync(a.src, a.dst)),
  rmdir: define("path, *, dir_fd=None", (a) => fs.rmdirSync(a.path)),
  stat: define("path, *, dir_fd=None, follow_symlinks=True", (a) => {
    const act = isNumber(a.path) ? fs.fstatSync : a.follow_symlinks ? fs.statSync : fs.lstatSync;
    return status(act(a.path, BIG));
  }),
  symlink: define("src, dst, target_is_directory=False, *, dir_fd=None", (a) =>
    fs.symlinkSync(a.src, a.dst, a.target_is_directory ? "dir" : "file")),
  truncate: define("path, length", (a) => (isNumber(a.path) ? fs.ftruncateSync : fs.truncateSync)(a.path, a.length)),
  unlink: define("path, *, dir_fd=None", (a) => fs.unlinkSync(a.path)),
  utime: define("path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True", (a) => {
    if (a.times && a.ns) throw new Raised("ValueError", "times and ns exclude each other");
    return setTimes(a);
  }),
};

const descriptors = {
  close: define("fd", (a) => fs.closeSync(a.fd)),
  fchmod: define("fd, mode", (a) => fs.fchmodSync(a.fd, a.mode)),
  fchown: define("fd, uid, gid", (a) => fs.fchownSync(a.fd, a.uid, a.gid)),
  fdatasync: define("fd", (a) => fs.fdatasyncSync(a.fd)),
  fstat: define("fd", (a) => status(fs.fstatSync(a.fd, BIG))),
  fsync: define("fd", (a) => fs.fsyncSync(a.fd)),
  ftruncate: define("fd, length", (a) => fs.ftruncateSync(a.fd, a.length)),
  open: define("path, flags, mode=511, *, dir_fd=None", (a) => fs.openSync(a.path, a.flags, a.mode)),
  pread: define("fd, n, offset", (a) => bytesRead(a.fd, a.n, a.offset)),
  pwrite: define("fd, str, offset", (a) => fs.writeSync(a.fd, a.str, 0, a.str.length, a.offset)),
  read: define("fd, n", (a) => bytesRead(a.fd, a.n, null)),
  write: define("fd, str", (a) => fs.writeSync(a.fd, a.str)),
  writev: define("fd, buffers", (a) => fs.writevSync(a.fd, a.buffers)),
};

const environ = new Environ();

const processes = {
  chdir: define("path", (a) => process.chdir(a.path)),
  cpu_count: define("", () => os.cpus().length || null),
  getcwd: define("", () => process.cwd()),
  getenv: define("key, default=None", (a) => environ.get(a.key, a.default)),
  getegid: process.getegid && define("", () => process.getegid()),
  geteuid: process.geteuid && define("", () => process.geteuid()),
  getgid: process.getgid && define("", () => process.getgid()),
  getgroups: process.getgroups && define("", () => process.getgroups()),
  getloadavg: define("", () => Tuple.from(os.loadavg(), (value) => new Float(value))),
  getpid: define("", () => process.pid),
  getppid: define("", () => process.ppid),
  getuid: process.getuid && define("", () => process.getuid()),
  kill: define("pid, signal", (a) => void process.kill(a.pid, a.signal)),
  putenv: define("name, value", (a) => void (process.env[a.name] = a.value)),
  umask: define("mask", (a) => process.umask(a.mask)),
  uname: define("", () => {
    const fields = { sysname: os.type(), nodename: os.hostname(), release: os.release(), version: os.version(), machine: os.machine() };
    return new Struct("posix.uname_result", Object.values(fields), fields);
  }),
  unsetenv: define("name", (a) => void delete process.env[a.name]),
};

const kindOf = (look, question) => define("path", (a) => succeeds(() => look(a.path)[question]()));
const join = (...parts) => path.join(...parts.map((part) => (part instanceof PathLike ? part.path : part)));

const paths = {
  sep: path.sep,
  pathsep: path.delimiter,
  devnull: os.devNull,
  abspath: define("path", (a) => path.resolve(a.path)),
  basename: define("p", (a) => path.basename(a.p)),
  dirname: define("p", (a) => path.dirname(a.p)),
  exists: define("path", (a) => fs.existsSync(a.path)),
  getatime: define("filename", (a) => seconds(fs.statSync(a.filename, BIG).atimeNs)),
  getctime: define("filename", (a) => seconds(fs.statSync(a.filename, BIG).ctimeNs)),
  getmtime: define("filename", (a) => seconds(fs.statSync(a.filename, BIG).mtimeNs)),
  getsize: define("filename", (a) => fs.statSync(a.filename).size),
  isabs: define("s", (a) => path.isAbsolute(a.s)),
  isdir: kindOf(fs.statSync, "isDirectory"),
  isfile: kindOf(fs.statSync, "isFile"),
  islink: kindOf(fs.lstatSync, "isSymbolicLink"),
  join,
  normpath: define("path", (a) => path.normalize(a.path)),
  realpath: define("filename, *, strict=False", (a) => fs.realpathSync.native(a.filename, encodingOf(a.filename))),
  relpath: define("path, start=None", (a) => path.relative(a.start ?? ".", a.path)),
  splitext: define("p", (a) => {
    const end = path.extname(a.p);
    return Tuple.of(a.p.slice(0, a.p.length - end.length), end);
  }),
};

// ---------------------------------------------------------------- constants

const NAMED = /^(O_|[FRWX]_OK$)/;
const constants = Object.fromEntries(Object.entries(fs.constants).filter(([name]) => NAMED.test(name)));
const there = (names) => Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined));

/** The candidate: an os module as far as Node has one. */
export const candidate = there({
  name: process.platform === "win32" ? "nt" : "posix",
  sep: path.sep,
  pathsep: path.delimiter,
  linesep: os.EOL,
  devnull: os.devNull,
  supports_bytes_environ: false,
  supports_dir_fd: new Set(),
  supports_effective_ids: new Set(),
  supports_fd: new Set([files.chmod, files.chown, files.stat, files.truncate, files.utime]),
  supports_follow_symlinks: new Set([files.chown, files.stat, files.utime]),
  path: paths,
  ...constants,
  ...files,
  ...descriptors,
  ...(inMemory ? {} : { environ, ...processes }),
});
