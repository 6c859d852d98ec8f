// Lines of JSON over this process's standard streams, read and written at once, and packages of npm:
// what the launchers of Pythons share that have no standard input of their own.

import fs from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {pathToFileURL} from "node:url";

/** Where a package's module is, below the user's directory or in NODE_PATH; ends the process if nowhere. */
export function find(name) {
  const here = createRequire(path.join(process.env.OSCONFORM_HERE ?? process.cwd(), "osconform.js"));
  try {
    return pathToFileURL(here.resolve(name));
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error(`no npm package '${name}' in this directory or in NODE_PATH`);
    process.exit(1);
  }
}

/** Does a synchronous read or write, again while the descriptor is not ready. */
function persist(act) {
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

let waiting = Buffer.alloc(0);

/** JSON with each escaped pair of surrogates as its character: these Pythons would take them one by one. */
function joined(line) {
  const pair = /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|.)/gi;
  return line.replace(pair, (all, high, low) =>
    high ? String.fromCharCode(parseInt(high, 16), parseInt(low, 16)) : all);
}

/** The next line of standard input, or "" at its end. */
export function receive() {
  const chunk = Buffer.alloc(65536);
  while (!waiting.includes(10)) {
    const count = persist(() => fs.readSync(0, chunk));
    if (count === 0) return "";
    waiting = Buffer.concat([waiting, chunk.subarray(0, count)]);
  }
  const end = waiting.indexOf(10);
  const line = waiting.toString("ascii", 0, end);
  waiting = waiting.subarray(end + 1);
  return joined(line);
}

/** Writes a line to standard output, in ASCII. */
export function send(line) {
  const escape = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  let data = Buffer.from(line.replace(/[\u007f-\uffff]/g, escape) + "\n", "ascii");
  while (data.length) data = data.subarray(persist(() => fs.writeSync(1, data)));
}
