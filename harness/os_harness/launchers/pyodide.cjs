// Runs the kit's agent in Pyodide under Node: `node pyodide.cjs AGENT [DIRECTORY]`.
//
// The package is looked for below the user's directory (OSCONFORM_HERE) and in NODE_PATH.  Standard streams are handed
// through as they are; the file system is Pyodide's own (in memory), or, with DIRECTORY, what lies in
// that directory of the host is there under the same names (NODEFS).

"use strict";

const fs = require("node:fs");
const {createRequire} = require("node:module");
const path = require("node:path");

const AGENT = "/osconform-agent.py"; // where the agent lies in Pyodide's file system
const OWN = new Set(["dev", "home", "lib", "lib64", "proc", "sys"]); // what Pyodide keeps of its own in /

/** A package of the user's directory's node_modules, or of NODE_PATH. */
function load(name) {
  const here = createRequire(path.join(process.env.OSCONFORM_HERE ?? process.cwd(), "osconform.js"));
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

/** Lets Pyodide see the directories in a directory of the host, each at its own place. */
function share(python, directory) {
  for (const entry of fs.readdirSync(directory, {withFileTypes: true})) {
    if (!entry.isDirectory() || (directory === "/" && OWN.has(entry.name))) continue;
    const place = path.join(directory, entry.name);
    python.FS.mkdirTree(place);
    python.FS.mount(python.FS.filesystems.NODEFS, {root: place}, place);
  }
}

async function main(agent, directory) {
  const python = await load("pyodide").loadPyodide({
    env: {HOME: "/home/pyodide", PYTHONHASHSEED: "0"},
    stdout: () => {}, // what is said while loading is no message
  });
  python.setStdin({read: (buffer) => persist(() => fs.readSync(0, buffer)), isatty: false});
  python.setStdout(output(1));
  python.setStderr(output(2));
  python.FS.writeFile(AGENT, fs.readFileSync(agent));
  if (directory !== undefined) share(python, directory);
  python.runPython(`import runpy; runpy.run_path("${AGENT}", run_name="__main__")`);
  process.exit(0);
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(String(error && error.stack || error));
  process.exit(1);
});
