// Runs the kit's MicroPython agent in MicroPython under Node: `node micropython.mjs`.
//
// The package is looked for below the working directory and in NODE_PATH.  MicroPython has no standard
// input here: the agent gets and sends its lines through the object `osconform` of this process.

import fs from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

const PACKAGE = "@micropython/micropython-webassembly-pyscript";
const AGENT = path.join(path.dirname(fileURLToPath(import.meta.url)), "micropython_agent.py");

/** Where the package's module is; ends the process if it is not installed. */
function find() {
  const here = createRequire(path.join(process.cwd(), "osconform.js"));
  try {
    return pathToFileURL(here.resolve(PACKAGE)).href;
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error(`no npm package '${PACKAGE}' in this directory or in NODE_PATH`);
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

/** JSON with each escaped pair of surrogates as its character: MicroPython would take them one by one. */
function joined(line) {
  const pair = /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|.)/gi;
  return line.replace(pair, (all, high, low) =>
    high ? String.fromCharCode(parseInt(high, 16), parseInt(low, 16)) : all);
}

/** The next line of standard input, or "" at its end. */
function receive() {
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
function send(line) {
  const escape = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  let data = Buffer.from(line.replace(/[\u007f-\uffff]/g, escape) + "\n", "ascii");
  while (data.length) data = data.subarray(persist(() => fs.writeSync(1, data)));
}

globalThis.osconform = {receive, send};
const {loadMicroPython} = await import(find());
const say = (text) => process.stderr.write(text + "\n");
const python = await loadMicroPython({stdout: say, stderr: say, heapsize: 64 << 20});
python.runPython(fs.readFileSync(AGENT, "utf8"));
process.exit(0);
