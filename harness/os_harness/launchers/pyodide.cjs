// Runs the kit's agent in Pyodide under Node: `node pyodide.cjs AGENT`.
//
// The package is looked for below the working directory and in NODE_PATH.  Standard streams are handed
// through as they are; the file system is Pyodide's own (in memory).

"use strict";

const fs = require("node:fs");
const {createRequire} = require("node:module");
const path = require("node:path");

const AGENT = "/osconform-agent.py"; // where the agent lies in Pyodide's file system

/** A package of the working directory's node_modules, or of NODE_PATH. */
function load(name) {
  const here = createRequire(path.join(process.cwd(), "osconform.js"));
  try {
    return here(name);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.error(`no npm package '${name}' in this directory or in NODE_PATH`);
    process.exit(1);
  }
}

/** Waits a moment, without turning the event loop. */
function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

/** Does a synchronous read or write, again while the descriptor is not ready. */
function persist(act) {
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      pause();
    }
  }
}

/** A stream of Pyodide that writes to a descriptor of Node. */
function output(descriptor) {
  return {write: (buffer) => persist(() => fs.writeSync(descriptor, buffer)), isatty: false};
}

async function main(agent) {
  const python = await load("pyodide").loadPyodide({
    env: {HOME: "/home/pyodide", PYTHONHASHSEED: "0"},
    stdout: () => {}, // what is said while loading is no message
  });
  python.setStdin({read: (buffer) => persist(() => fs.readSync(0, buffer)), isatty: false});
  python.setStdout(output(1));
  python.setStderr(output(2));
  python.FS.writeFile(AGENT, fs.readFileSync(agent));
  python.runPython(`import runpy; runpy.run_path("${AGENT}", run_name="__main__")`);
  process.exit(0);
}

main(process.argv[2]).catch((error) => {
  console.error(String(error && error.stack || error));
  process.exit(1);
});
