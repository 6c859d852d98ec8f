// The file system that the adapter shows: Node's own, or what is named on the command line: memfs, a package of
// npm, which has the functions of node:fs over files in memory.

import * as node from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { find } from "../lines.mjs";

const wanted = process.argv[2];

/** Whether the files are in memory, and what is the process's has nothing to do with them. */
export const inMemory = wanted === "memfs";
if (wanted !== undefined && !inMemory) throw new Error(`unknown file system ${wanted}: expected memfs, or nothing`);

/** The functions under test. */
export const fs = inMemory ? (await import(find("memfs"))).fs : node;

const require = createRequire(import.meta.url);

/** What it is called, and its version. */
export const facts = inMemory
  ? { implementation: "memfs", version: require(find("memfs/package.json").pathname).version, module: "memfs" }
  : { implementation: "node", version: process.versions.node, module: "node:fs" };
