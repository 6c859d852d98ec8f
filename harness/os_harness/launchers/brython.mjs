// Runs the kit's small agent in Brython under Node: `node brython.mjs`.
//
// Brython is made for browsers; it starts here as in a worker of one, which has no page.  The agent gets
// and sends its lines through the object `osconform` of this process, as in MicroPython.

import fs from "node:fs";
import {createRequire} from "node:module";
import vm from "node:vm";
import {find, receive, send} from "./lines.mjs";

const package_ = find("brython/package.json");
// Its own escapes of characters beyond U+FFFF are wrong, so `send` escapes all.
const NAMES = `
import json
import sys
dumps = json.dumps
json.dumps = lambda value: dumps(value, ensure_ascii=False)
from browser import self as worker
class Module: pass
sys.modules["js"] = Module()
sys.modules["js"].osconform = worker.osconform
`;

/** What a worker of a browser has and Node has not, as far as Brython asks for it. */
function workerOfABrowser() {
  class WorkerNavigator {}
  const navigator = Object.assign(new WorkerNavigator(), {language: "en", userAgent: "node"});
  Object.defineProperty(globalThis, "navigator", {value: navigator, configurable: true});
  const place = {href: "file:///brython/brython.js", origin: "", pathname: "/", search: "", hash: ""};
  Object.assign(globalThis, {
    self: globalThis, WorkerNavigator, WorkerGlobalScope: class {}, importScripts() {}, addEventListener() {},
    location: place, module: {}, require: createRequire(import.meta.url),
    document: {currentScript: {src: place.href}, querySelectorAll: () => []},
  });
  Set.prototype.difference ??= function (other) { // Brython's own for old engines does not work
    return new Set([...this].filter((value) => !other.has(value)));
  };
}

workerOfABrowser();
globalThis.osconform = {receive, send};
console.log = console.debug = console.info = (...words) => process.stderr.write(words.join(" ") + "\n");
for (const name of ["brython.js", "brython_stdlib.js"]) {
  vm.runInThisContext(fs.readFileSync(new URL(name, package_), "utf8"), {filename: name});
}
const agent = fs.readFileSync(new URL("small_agent.py", import.meta.url), "utf8");
globalThis.__BRYTHON__.runPythonSource(NAMES + agent, "__main__");
process.exit(0);
