// os.environ over process.env: Python's names for what a mapping does.

import process from "node:process";
import { Raised, Tuple } from "./values.mjs";

/** The iterator that the host steps through one by one. */
class Steps {
  constructor(values) { this.values = values; }
  __iter__() { return this; }
  __next__() {
    if (!this.values.length) throw new Raised("StopIteration");
    return this.values.shift();
  }
}

/** The environment as a mapping of text; every method asks or changes process.env itself. */
export class Environ {
  __contains__(key) { return Object.hasOwn(process.env, key); }
  __getitem__(key) {
    if (!this.__contains__(key)) throw new Raised("KeyError", key);
    return process.env[key];
  }
  __setitem__(key, value) { process.env[key] = value; }
  __delitem__(key) {
    this.__getitem__(key);
    delete process.env[key];
  }
  __iter__() { return new Steps(this.keys()); }
  __len__() { return this.keys().length; }
  __list__() { return this.keys(); }
  __sorted__() { return this.keys().sort(); }
  keys() { return Object.keys(process.env); }
  values() { return Object.values(process.env); }
  items() { return Object.entries(process.env).map((pair) => Tuple.from(pair)); }
  copy() { return new Map(Object.entries(process.env)); }
  get(key, otherwise = null) { return this.__contains__(key) ? process.env[key] : otherwise; }
  clear() { for (const key of this.keys()) delete process.env[key]; }
  pop(key, ...otherwise) {
    if (otherwise.length && !this.__contains__(key)) return otherwise[0];
    const value = this.__getitem__(key);
    delete process.env[key];
    return value;
  }
  setdefault(key, value) {
    if (!this.__contains__(key)) process.env[key] = value;
    return process.env[key];
  }
  update(pairs) { for (const [key, value] of pairs) process.env[key] = value; }
}
