"use strict";
// The page's data as packing.py made them: columns of numbers over tables of texts.

const FIRST = 35; // the letter of a result: FIRST + 4 * outcome + 2 * expected + has details
const pick = (id) => document.getElementById(id);

/** The value in one of the page's packed blocks: base64 of deflated JSON. */
async function unpack(id) {
  const text = pick(id).textContent;
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) :
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** A text as Python writes it; for printable ASCII only, as scripts.py sees to. */
function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  return mark + text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`) + mark;
}

/** All that the reports say but traces and scripts, which `details` unpacks when they are asked for. */
class Data {
  constructor(raw) {
    Object.assign(this, raw);
    this.width = this.outcomes.length + 1; // of a tally: a number for each outcome, and of expected reds
    this.isRed = this.outcomes.map((_, number) => this.red.includes(number));
    this.isIdle = this.outcomes.map((_, number) => this.idle.includes(number));
    this.passed = this.outcomes.indexOf("pass");
    this.missing = this.outcomes.indexOf("missing");
    this.broken = this.outcomes.indexOf("broken");
    this.unpackedParts = new Map();
    this.reports.forEach((report, number) => {
      report.number = number;
      report.odd = Object.keys(report.others).length > 0;
    });
    this.order();
  }

  /** Put reports of one candidate side by side, 3.9 before 3.10; candidates stay in the order of the files. */
  order() {
    const first = new Map(), natural = new Intl.Collator("en", { numeric: true });
    this.reports.forEach((r) => first.has(r.candidate) || first.set(r.candidate, first.size));
    this.reports.sort((a, b) => first.get(a.candidate) - first.get(b.candidate) || natural.compare(a.name, b.name));
  }

  /** The number of the outcome of a case, -1 if the report has no such case. */
  outcome(report, at) {
    const letter = at < report.states.length ? report.states.charCodeAt(at) : 0;
    return letter < FIRST ? -1 : (letter - FIRST) >> 2;
  }

  expected(report, at) { return Boolean((report.states.charCodeAt(at) - FIRST) & 2); }

  hasDetails(report, at) { return Boolean((report.states.charCodeAt(at) - FIRST) & 1); }

  /** What a check says of itself: [function, level, title, clauses], all but the last as numbers. */
  about(report, at) {
    const other = report.odd ? report.others[at] : undefined;
    return this.metas[other === undefined ? this.meta[at] : other];
  }

  /** [message, wanted, got] of a result. */
  words(report, at) { return this.notes[report.notes[at]].map((text) => this.texts[text]); }

  /** Why a result deviates, without the names and numbers of the single case: what has the same is one group. */
  cause(report, at) {
    if (this.outcome(report, at) === this.missing) { return "a promised name or parameter is not there"; }
    const [message, wanted, got] = this.words(report, at);
    const said = (message || `wanted ${wanted}, got ${got}`).split("\n", 1)[0].slice(0, 300);
    const plain = said.replace(/b?'(?:[^'\\]|\\.)*'|b?"(?:[^"\\]|\\.)*"/g, "'\u2026'").replace(/\b(0x[\da-f]+|0o[0-7]+|\d+(\.\d+)?)\b/g, "N");
    const telling = /[a-z]{3}/i.test(plain.replace(/\b(wanted|got|None|True|False)\b/g, ""));
    return telling ? plain : `${this.checks[at].split("[", 1)[0]}: ${plain}`; // values alone say nothing
  }

  /** Trace and script of a result: {trace: [[actor, code, what came]], script}. */
  async details(report, at) {
    let number = report.first;
    for (let other = 0; other < at; other++) {
      const letter = report.states.charCodeAt(other);
      number += letter >= FIRST && (letter - FIRST) & 1 ? 1 : 0;
    }
    const part = await this.once(`part-${Math.floor(number / this.part)}`);
    const [trace, script] = part[number % this.part];
    const shared = await this.once("shared");
    const text = script.map((part) => typeof part === "number" ? shared[part] : part).join("\n\n");
    return { trace, script: this.filled(text, trace, report, at) };
  }

  /** A script with what the page knows anyway put in for the marks of scripts.py. */
  filled(script, trace, report, at) {
    const promises = this.about(report, at)[3].map((number) => this.clauses[number]);
    const [, wanted, got] = this.words(report, at), steps = trace.values();
    const known = {
      1: () => { const [, code, came] = steps.next().value; return `step(${quoted(code)}, ${quoted(came)}, globals())`; },
      2: () => this.checks[at],
      3: () => promises.map(([id, promise]) => `Promise    ${id}: ${promise}`).join("\n"),
      4: () => this.outcomes[this.outcome(report, at)],
      5: () => report.candidate,
      6: () => quoted(wanted),
      7: () => quoted(got),
    };
    return script.replace(/[\x01-\x07]/g, (mark) => known[mark.charCodeAt(0)]());
  }

  /** A packed block, unpacked the first time; the latest few are kept. */
  once(id) {
    if (!this.unpackedParts.has(id)) {
      const old = [...this.unpackedParts.keys()].filter((key) => key !== "shared");
      if (old.length > 15) { this.unpackedParts.delete(old[0]); }
      this.unpackedParts.set(id, unpack(id));
    }
    return this.unpackedParts.get(id);
  }

  /** function -> its cases; made when first wanted. */
  get cases() {
    const found = this.functions.map(() => []);
    this.meta.forEach((meta, at) => found[this.metas[meta][0]].push(at));
    for (const report of this.reports.filter((r) => r.odd)) {
      for (const [at, meta] of Object.entries(report.others)) {
        const list = found[this.metas[meta][0]];
        if (!list.includes(Number(at))) { list.push(Number(at)); }
      }
    }
    Object.defineProperty(this, "cases", { value: found });
    return found;
  }

  /** The case of a check's id, or undefined. */
  find(check) {
    const at = this.checks.indexOf(check);
    return at < 0 ? undefined : at;
  }
}

/** Which results a reader wants to see, by the page's filters, and how many of each kind these are. */
class View {
  constructor(data, wants) {
    Object.assign(this, { data, wants });
    this.reports = data.reports.filter((r) => (!wants.platform || r.platform === wants.platform) &&
      (!wants.only || wants.only.has(r)));
    this.words = wants.words.map((word) => this.hits(word));
    this.differs = wants.compare === "differences" ? this.differences() : null;
    this.count();
    if (wants.compare === "portable") {
      const all = new View(data, { ...wants, words: [], outcome: "", compare: "" }); // whatever of it is shown
      this.functions = this.functions.filter((f) => all.portable(f));
      this.total = this.functions.reduce((sum, f) => sum + this.worst(f, this.reports)[1], 0);
    }
    const key = (name) => (/\.[A-Z0-9_]+$/.test(data.functions[name]) ? "~" : "") + data.functions[name]; // constants last
    this.functions.sort((a, b) => key(a) < key(b) ? -1 : 1);
  }

  /** Where a word stands: in which checks, in what they say of themselves, in what came of them. */
  hits(word) {
    const { data } = this;
    const within = (text) => text.toLowerCase().includes(word);
    const texts = data.texts.map(within), functions = data.functions.map(within);
    const clauses = data.clauses.map(([id, promise]) => within(id) || within(promise));
    return {
      checks: data.checks.map(within),
      metas: new Map(data.metas.map((m) => [m, functions[m[0]] || texts[m[2]] || m[3].some((c) => clauses[c])])),
      notes: data.notes.map((note) => note.some((text) => text && texts[text])),
      reports: data.reports.map((r) => within(r.name)),
    };
  }

  /** For each case whether candidates with a verdict on it (passed, deviates, missing, unsupported) disagree. */
  differences() {
    const { data } = this, seen = new Uint8Array(data.checks.length);
    const unsupported = data.outcomes.indexOf("unsupported");
    const kinds = data.outcomes.map((_, o) => o === data.passed ? 1 : o === data.missing ? 2 : data.isRed[o] ? 4 :
      o === unsupported ? 8 : 0);
    for (const report of this.reports) {
      for (let at = 0; at < report.states.length; at++) {
        const outcome = data.outcome(report, at);
        if (outcome >= 0) { seen[at] |= kinds[outcome]; }
      }
    }
    return seen.map((kinds) => kinds & (kinds - 1)); // more than one bit
  }

  /** Whether a result is wanted. */
  fits(report, at) {
    const { data, wants } = this, outcome = data.outcome(report, at);
    if (outcome < 0 || (this.differs && !this.differs[at])) { return false; }
    if (wants.outcome === "red" && !data.isRed[outcome]) { return false; }
    if (wants.outcome === "unexpected" && !(data.isRed[outcome] && !data.expected(report, at))) { return false; }
    if (typeof wants.outcome === "number" && wants.outcome !== outcome) { return false; }
    if (wants.level < 0 && !this.words.length) { return true; }
    const about = data.about(report, at);
    return (wants.level < 0 || about[1] === wants.level) && this.words.every((hit) =>
      hit.checks[at] || hit.metas.get(about) || hit.notes[report.notes[at]] || hit.reports[report.number]);
  }

  /** Tally the wanted results of each function in each report; `functions` are those with any. */
  count() {
    const { data } = this, { width } = data, across = data.reports.length;
    this.tallies = new Int32Array(data.functions.length * across * width);
    this.total = 0;
    const found = new Uint8Array(data.functions.length);
    for (const report of this.reports) {
      for (let at = 0; at < report.states.length; at++) {
        if (!this.fits(report, at)) { continue; }
        const name = data.about(report, at)[0], outcome = data.outcome(report, at);
        const start = (name * across + report.number) * width;
        this.tallies[start + outcome] += 1;
        if (data.isRed[outcome] && data.expected(report, at)) { this.tallies[start + width - 1] += 1; }
        found[name] = 1;
        this.total += 1;
      }
    }
    this.functions = data.functions.map((_, name) => name).filter((name) => found[name]);
  }

  /** Numbers of outcomes of a function in a report, and of the expected reds as the last. */
  tally(name, report) {
    const { width, reports } = this.data, start = (name * reports.length + report.number) * width;
    return this.tallies.subarray(start, start + width);
  }

  /** Whether a function is there and holds in every candidate, and none had to leave out a case of it. */
  portable(name) {
    const { data } = this, left = ["blocked", "unsupported"].map((text) => data.outcomes.indexOf(text));
    return this.reports.every((report) => {
      const tally = this.tally(name, report);
      return tally[data.passed] && ![...data.red, ...left, data.broken].some((outcome) => tally[outcome]);
    });
  }

  /** The wanted deviations of a report by cause: [cause, cases], the largest group first. */
  causes(report) {
    const { data } = this, found = new Map();
    for (let at = 0; at < report.states.length; at++) {
      if (!this.fits(report, at) || !data.isRed[data.outcome(report, at)]) { continue; }
      const why = data.cause(report, at), cases = found.get(why);
      if (cases) { cases.push(at); } else { found.set(why, [at]); }
    }
    const ordered = [...found].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
    return ordered.map(([why, cases]) => [why, cases.sort((a, b) => data.checks[a] < data.checks[b] ? -1 : 1)]);
  }

  /** The wanted cases of a function in some reports: the worst first, then by id. */
  of(name, reports) {
    const { data } = this, rank = new Map();
    for (const at of data.cases[name]) {
      const ranks = reports.filter((r) => this.fits(r, at) && data.about(r, at)[0] === name)
        .map((r) => this.rank(data.outcome(r, at)));
      if (ranks.length) { rank.set(at, Math.min(...ranks)); }
    }
    return [...rank.keys()].sort((a, b) => rank.get(a) - rank.get(b) || (data.checks[a] < data.checks[b] ? -1 : 1));
  }

  /** 0 for what went wrong, 1 for what was not run, 2 for what holds. */
  rank(outcome) {
    const { data } = this;
    return data.isRed[outcome] || outcome === data.broken ? 0 : data.isIdle[outcome] ? 1 : 2;
  }

  /** The worst rank of a function in some reports, and how many wanted results it has there. */
  worst(name, reports) {
    let [worst, number] = [9, 0];
    for (const report of reports) {
      const tally = this.tally(name, report);
      for (let outcome = 0; outcome < this.data.outcomes.length; outcome++) {
        if (tally[outcome]) { worst = Math.min(worst, this.rank(outcome)); }
        number += tally[outcome];
      }
    }
    return [worst, number];
  }

  /** The same in a few characters, for a matrix of many candidates. */
  mark(tally) {
    const { data } = this, sum = (numbers) => numbers.reduce((all, outcome) => all + tally[outcome], 0);
    const red = sum(data.red), passed = tally[data.passed], fault = tally[data.broken] ? "!" : "";
    if (red && red === tally[data.missing] && !passed) { return `none${tally[data.width - 1] === red ? "*" : ""}${fault}`; }
    if (red) { return `${red}/${red + passed}${tally[data.width - 1] === red ? "*" : ""}${fault}`; }
    if (passed) { return `\u2713${fault}`; }
    return fault || (data.idle.some((o) => tally[o] && data.outcomes[o] !== "not-applicable") ? "\u00b7" : "\u2013");
  }

  /** What a cell says of a tally: [text, tone]. */
  cell(tally) {
    const { data } = this, sum = (numbers) => numbers.reduce((all, outcome) => all + tally[outcome], 0);
    const red = sum(data.red), passed = tally[data.passed], broken = tally[data.broken], idle = sum(data.idle);
    const expected = tally[data.width - 1], words = [];
    if (red && red === tally[data.missing] && !passed) {
      words.push("missing");
    } else if (red) {
      words.push(`${red} of ${red + passed} deviate${red + passed === 1 ? "s" : ""}`);
    } else if (passed) {
      words.push(passed === 1 ? "holds" : `all ${passed} hold`);
    }
    if (expected) { words.push(expected === red ? "expected" : `${red - expected} unexpected`); }
    if (broken) { words.push(`${broken} broken`); }
    if (words.length) { return [words.join(", "), red || broken ? "red" : "green"]; }
    const names = data.idle.filter((outcome) => tally[outcome]).map((outcome) => data.outcomes[outcome]);
    return [idle ? names.join(", ").replace("not-applicable", "not applicable") : "-", "grey"];
  }
}
