// Runs the kit's small agent in MicroPython under Node: `node micropython.mjs`.
//
// The package is looked for below the working directory and in NODE_PATH.  MicroPython has no standard
// input here: the agent gets and sends its lines through the object `osconform` of this process.

import fs from "node:fs";
import {find, receive, send} from "./lines.mjs";

globalThis.osconform = {receive, send};
const {loadMicroPython} = await import(find("@micropython/micropython-webassembly-pyscript").href);
const say = (text) => process.stderr.write(text + "\n");
const python = await loadMicroPython({stdout: say, stderr: say, heapsize: 64 << 20});
python.runPython(fs.readFileSync(new URL("small_agent.py", import.meta.url), "utf8"));
process.exit(0);
