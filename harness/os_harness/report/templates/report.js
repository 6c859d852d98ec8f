// What the reader sees: candidates, the matrix, and the cases of what was chosen in it.

const PAGE = 200; // cases listed at a time
const CELLS = 10_000; // of the matrix drawn at a time
const PRINTED = 300; // cases that are unfolded for a print
const SCRIPTED = 5; // so many of them with their scripts, of a page each; more without
const WIDE = 6; // candidates that a matrix has room for in words; with more it says as little as can be
const SEVERAL = Boolean(pick("matrix"));
let data, view, later = 0, chosen = {}; // chosen: {report, name, check}, as the address says; name is a function's number

/** An element with properties and children (texts stay texts). */
function make(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
const code = (text, className = "") => make("code", { className }, text);
const encoded = (text) => encodeURIComponent(text).replaceAll("%2F", "/");
/** A permanent link: #candidate/check, #candidate/function, #/function or #candidate. */
const address = (report, rest) => `#${report ? encodeURIComponent(report.name) : ""}${rest ? `/${encoded(rest)}` : ""}`;

/** What an address chooses; a candidate whose name has got longer among others is found by its own name. */
function read(hash) {
  const [first, ...more] = hash.slice(1).split("/");
  let [name, rest] = [first, more.join("/")];
  try { [name, rest] = [decodeURIComponent(name), decodeURIComponent(rest)]; } catch { return {}; }
  const report = data.reports.find((r) => r.name === name) || data.reports.find((r) => r.candidate === name);
  const check = rest ? data.find(rest) : undefined;
  if (check !== undefined) { return { report, check, name: data.about(report || data.reports[0], check)[0] }; }
  const number = rest ? data.functions.indexOf(rest) : -1;
  return number < 0 ? { report, unknown: rest } : { report, name: number };
}

// -- the candidates

function summarize() {
  const parts = data.reports.map((report) => {
    const tally = new Array(data.width).fill(0);
    for (let at = 0; at < report.states.length; at++) {
      const outcome = data.outcome(report, at);
      if (outcome >= 0) { tally[outcome] += 1; }
      if (outcome >= 0 && data.isRed[outcome] && data.expected(report, at)) { tally[data.width - 1] += 1; }
    }
    const counts = data.outcomes.map((o, n) => tally[n] ? make("li", { className: o }, make("b", {}, `${tally[n]}`), ` ${o}`) : null);
    const expected = tally[data.width - 1] ? make("li", {}, make("b", {}, `${tally[data.width - 1]}`), " of them expected") : null;
    const facts = make("dl", { className: "facts" });
    report.facts.forEach(([label, words]) => facts.append(make("dt", {}, label), make("dd", {}, words)));
    const good = data.red.every((outcome) => !tally[outcome]) && !tally[data.broken] && tally[data.passed];
    return make("details", { className: "report", open: !SEVERAL, id: `report-${report.number}` },
      make("summary", {}, make("b", {}, SEVERAL ? report.name : report.title),
        report.complete ? "" : make("span", { className: "warning" }, " This report is incomplete: the run did not come to its end."),
        make("ul", { className: "counts" }, ...counts, expected)),
      good ? make("p", { className: "good" }, "Everything that was checked is as promised.") : "", facts);
  });
  pick("summary").replaceChildren(...data.reports.length > WIDE ? [make("details", { id: "candidates" },
    make("summary", {}, make("b", {}, `${parts.length} candidates`)), ...parts)] : parts);
}

// -- the matrix

function matrix() {
  if (!SEVERAL) { return; }
  const table = pick("matrix").querySelector("table");
  const head = make("tr", {}, make("th", { scope: "col" }, "function"),
    ...view.reports.map((r) => make("th", { scope: "col" }, make("a", { href: address(r), tabIndex: -1 }, r.name))));
  const short = view.reports.length > WIDE;
  pick("matrix").classList.toggle("short", short);
  pick("legend").hidden = !short;
  table.tHead.replaceChildren(head);
  table.tBodies[0].replaceChildren();
  rows(table.tBodies[0], 0);
  const first = table.tBodies[0].querySelector("a");
  if (first) { first.tabIndex = 0; }
  pick("matrix").hidden = false;
}

/** Add rows to the matrix: all, unless it is so large that a browser would be slow with it. */
function rows(body, from) {
  const end = from + Math.max(50, Math.floor(CELLS / view.reports.length));
  body.append(...view.functions.slice(from, end).map(line));
  const left = view.functions.length - end;
  if (left <= 0) { return; }
  const more = make("button", { type: "button" }, `${left} more functions`);
  const row = make("tr", {}, make("th", {}, more));
  more.addEventListener("click", () => { row.remove(); rows(body, end); });
  body.append(row);
}

function line(name) {
  const said = data.functions[name];
  const row = make("tr", {}, make("th", { scope: "row" }, make("a", { href: address(null, said), tabIndex: -1 }, code(said))));
  for (const report of view.reports) {
    const tally = view.tally(name, report), [words, tone] = view.cell(tally);
    const link = make("a", { href: address(report, said), tabIndex: -1 }, words);
    if (view.reports.length > WIDE) {
      link.textContent = view.mark(tally);
      link.title = link.ariaLabel = `${report.name}: ${words}`;
    }
    row.append(make("td", { className: tone }, words === "-" ? words : link));
  }
  return row;
}

/** Arrow keys in the matrix: one cell is in the tab order, the others are reached from it. */
function move(event) {
  const here = event.target.closest("td, th"), row = here && here.parentElement;
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -9999], End: [0, 9999] };
  const step = steps[event.key];
  if (!row || !step) { return; }
  event.preventDefault();
  const rows = [...here.closest("table").rows];
  let down = rows.indexOf(row), right = here.cellIndex, link = null;
  do {
    down += step[0];
    right = Math.abs(step[1]) > 1 ? (step[1] < 0 ? 0 : row.cells.length - 1) : right + step[1];
    link = rows[down] && rows[down].cells[right] && rows[down].cells[right].querySelector("a");
  } while (!link && rows[down] && rows[down].cells[right] && Math.abs(step[1]) < 2);
  if (!link) { return; }
  event.target.tabIndex = -1;
  link.tabIndex = 0;
  link.focus();
}

// -- the cases

/** Append `items`, made by `maker`, some at a time. */
function paged(box, items, maker, from = 0) {
  box.append(...items.slice(from, from + PAGE).map(maker));
  const left = items.length - from - PAGE;
  if (left <= 0) { return; }
  const more = make("button", { type: "button", className: "more" }, `${Math.min(left, PAGE)} more of ${left}`);
  more.addEventListener("click", () => { more.remove(); paged(box, items, maker, from + PAGE); });
  box.append(more);
}

/** A <details> whose content is made when it is opened first; `made.fill()` makes it at once. */
function lazy(properties, summary, fill) {
  const made = make("details", properties, summary);
  let filled = null;
  made.fill = () => { filled ??= fill(made) || Promise.resolve(); return filled; };
  made.addEventListener("toggle", () => { if (made.open) { made.fill(); } });
  return made;
}

function listing() {
  const reports = chosen.report && view.reports.includes(chosen.report) ? [chosen.report] : view.reports;
  const one = chosen.name !== undefined;
  const wanted = !SEVERAL || one || chosen.report || view.wants.words.length || view.wants.outcome !== "";
  const rank = new Map();
  let cases = 0;
  for (const name of one ? [chosen.name] : wanted ? view.functions : []) {
    const [worst, number] = view.worst(name, reports);
    cases += number;
    if (number) { rank.set(name, worst); }
  }
  const names = [...rank.keys()].sort((a, b) => rank.get(a) - rank.get(b)); // stable: by name within
  const box = pick("list"), section = pick("cases");
  box.replaceChildren();
  paged(box, names, (name) => group(name, reports, one || cases <= 20));
  section.hidden = !wanted;
  section.querySelector("h2").replaceChildren(...heading(one ? chosen.name : undefined, chosen.report));
  section.querySelector(".hint").textContent = names.length ? "" : "No case fits the filters.";
}

function heading(name, report) {
  const what = name === undefined ? "Cases" : code(data.functions[name]);
  return report && SEVERAL ? [what, ` in ${report.name}`] : [what];
}

function group(name, reports, open) {
  const tones = reports.map((report) => view.cell(view.tally(name, report)));
  const reds = tones.filter(([, tone]) => tone === "red").length;
  const text = reports.length === 1 ? tones[0][0] : reds ? `deviates in ${reds} of ${reports.length}` : "deviates in none";
  const tone = reports.length === 1 ? tones[0][1] : reds ? "red" : "grey";
  const made = lazy({ className: "group", open }, make("summary", {}, code(data.functions[name]), " ", make("span", { className: tone }, text)),
    (box) => { paged(box, view.of(name, reports), (at) => item(at, name, reports)); });
  if (open) { made.fill(); }
  return made;
}

/** Reports by what became of a case in them: outcome -> reports, the worst first. */
function outcomes(at, reports) {
  const found = new Map();
  for (const report of reports) {
    const outcome = data.outcome(report, at);
    if (outcome >= 0) { found.set(outcome, [...(found.get(outcome) || []), report]); }
  }
  return [...found].sort(([a], [b]) => view.rank(a) - view.rank(b) || a - b);
}

const tag = (outcome, text) => make("span", { className: `tag ${data.outcomes[outcome]}` }, text);

function item(at, name, reports) {
  const wanted = reports.filter((report) => view.fits(report, at));
  const found = outcomes(at, wanted);
  const tags = found.map(([outcome, where]) => tag(outcome, data.outcomes[outcome] +
    (data.isRed[outcome] && where.every((r) => data.expected(r, at)) ? ", expected" : "") +
    (wanted.length > 1 ? ` in ${where.length}` : "")));
  const title = data.texts[data.about(wanted[0], at)[2]];
  const made = lazy({ className: `case ${data.outcomes[found[0][0]]}` },
    make("summary", {}, ...tags.flatMap((t) => [t, " "]), code(data.checks[at]), make("br"), make("span", { className: "title" }, title)),
    (box) => body(box, at, wanted));
  made.at = at;
  return made;
}

/** The inside of a case: promises, level, and what came of it in each report; ready when its trace is. */
function body(box, at, reports) {
  const [, level, , clauses] = data.about(reports[0], at);
  const facts = make("dl");
  for (const number of clauses) {
    const [id, promise] = data.clauses[number];
    facts.append(make("dt", {}, "promise"), make("dd", {}, code(id), ` ${promise}`));
  }
  facts.append(make("dt", {}, "level"), make("dd", {}, data.levels[level]));
  box.append(facts);
  const others = data.reports.filter((report) => !reports.includes(report) && data.outcome(report, at) >= 0);
  const ready = reports.filter((r) => told(r, at)).map((report) => result(box, at, report, reports.length > 1));
  const silent = outcomes(at, reports.filter((r) => !told(r, at) && reports.length > 1));
  silent.forEach(([outcome, where]) => box.append(named(outcome, "in", where, at)));
  outcomes(at, others).forEach(([outcome, where]) => box.append(named(outcome, "elsewhere: in", where, at)));
  const link = make("a", { className: "link", href: address(reports[0], data.checks[at]) }, "link to this case");
  box.append(make("p", {}, link));
  return Promise.all(ready);
}

const told = (report, at) => report.notes[at] || data.hasDetails(report, at) || !data.expected(report, at);

function named(outcome, words, reports, at) {
  const links = reports.flatMap((r) => [make("a", { href: address(r, data.checks[at]) }, r.name), ", "]).slice(0, -1);
  return make("p", {}, tag(outcome, data.outcomes[outcome]), ` ${words} `, ...links);
}

function result(box, at, report, several) {
  const outcome = data.outcome(report, at), [message, wanted, got] = data.words(report, at);
  const words = data.outcomes[outcome] + (data.isRed[outcome] ? data.expected(report, at) ? ", expected" : ", unexpected" : "");
  const made = make("section", { className: `result ${data.outcomes[outcome]}` }, make("h3", {}, tag(outcome, words), several ? ` ${report.name}` : ""));
  const facts = make("dl");
  if (wanted) { facts.append(make("dt", {}, "wanted"), make("dd", {}, wanted)); }
  if (got) { facts.append(make("dt", {}, "got"), make("dd", {}, got)); }
  made.append(facts, message ? make("pre", { className: "message" }, message) : "");
  box.append(made);
  return data.hasDetails(report, at) ? evidence(made, at, report) : null;
}

async function evidence(box, at, report) {
  const { trace, script } = await data.details(report, at);
  if (trace.length) {
    box.append(make("h4", {}, "Trace"), make("ol", { className: "trace" }, ...trace.map(([actor, text, came]) =>
      make("li", { className: actor === "host" ? "host" : "" }, code(text), make("span", { className: came.startsWith("raised") ? "raised" : "returned" }, came)))));
  }
  if (script) {
    const text = make("pre", { className: "script", tabIndex: 0 }, script);
    const copy = make("button", { type: "button", className: "copy" }, "copy");
    copy.addEventListener("click", () => copied(copy, text));
    box.append(make("section", { className: "reproducer" }, make("h4", {}, "Reproducer ", copy), text));
  }
}

async function copied(button, text) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "copied";
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = "selected: press copy";
  }
}

// -- filters, addresses, keys, printing

function wants() {
  const outcome = pick("outcome").value, level = pick("level").value;
  return {
    words: pick("search").value.toLowerCase().split(/\s+/).filter(Boolean),
    outcome: /^\d+$/.test(outcome) ? Number(outcome) : outcome,
    level: level === "" ? -1 : Number(level),
    platform: pick("platform").value,
    compare: pick("compare").value,
  };
}

function draw() {
  view = new View(data, wants());
  matrix();
  listing();
  pick("shown").value = `${view.total} results of ${view.functions.length} functions`;
}

/** Go where the address says; filters that hide it are taken back. */
function follow() {
  chosen = read(location.hash);
  pick("status").textContent = chosen.unknown ? `This page has nothing named ${chosen.unknown}.` : "";
  const hidden = chosen.check !== undefined && !(chosen.report ? [chosen.report] : data.reports).some((r) => view.fits(r, chosen.check));
  if (hidden || (chosen.report && !view.reports.includes(chosen.report))) {
    pick("filters").reset();
    clearTimeout(later); // drawn at once: a second time would close what is opened below
    draw();
  } else { listing(); }
  mark();
  if (chosen.check !== undefined) { return reveal(chosen.check); }
  if (chosen.report && chosen.name === undefined) {
    for (let box = pick(`report-${chosen.report.number}`); box.matches("details, section"); box = box.parentElement) { box.open = true; }
  }
  if (chosen.report || chosen.name !== undefined) {
    const target = chosen.name === undefined && !SEVERAL ? pick("summary") : pick("cases");
    target.querySelector("h2")?.focus({ preventScroll: true });
    target.scrollIntoView();
  }
}

/** Show in the matrix which cell is open. */
function mark() {
  document.querySelectorAll("#matrix [aria-current]").forEach((cell) => cell.removeAttribute("aria-current"));
  if (!SEVERAL || chosen.name === undefined) { return; }
  const href = address(chosen.report, data.functions[chosen.name]);
  const link = [...document.querySelectorAll("#matrix tbody a")].find((a) => a.getAttribute("href") === href);
  if (link) { link.closest("td, th").setAttribute("aria-current", "true"); }
}

function reveal(at) {
  const found = () => [...document.querySelectorAll("details.case")].find((d) => d.at === at);
  for (let more; !found() && (more = pick("list").querySelector(".more"));) { more.click(); }
  const target = found();
  if (!target) { return; }
  target.open = true;
  target.fill();
  target.scrollIntoView();
  target.querySelector("summary").focus({ preventScroll: true });
}

function keys(event) {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing) { event.preventDefault(); pick("search").focus(); }
  if (event.key === "p" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); printed(); }
  if (event.key !== "Escape") { return; }
  if (typing) {
    pick("search").value = "";
    draw();
  } else if (SEVERAL) {
    const cell = document.querySelector("#matrix [aria-current] a");
    if (cell) { cell.focus(); cell.scrollIntoView({ block: "center", inline: "nearest" }); }
  }
}

/** Unfold what is listed; the promise is kept when traces and scripts are there too. */
function unfold() {
  const groups = [...document.querySelectorAll("details.group")].slice(0, PRINTED);
  const first = groups.map((d) => d.fill());
  const cases = [...document.querySelectorAll("details.case:not(.pass):not(.not-applicable)")].slice(0, PRINTED);
  document.body.classList.toggle("many", cases.length > SCRIPTED);
  document.querySelectorAll("details").forEach((d) => { d.dataset.was = d.open ? "open" : "closed"; });
  [...groups, ...cases, ...document.querySelectorAll(pick("candidates") ? "#candidates" : "details.report")].forEach((d) => { d.open = true; });
  return Promise.all([...first, ...cases.map((d) => d.fill())]);
}

function fold() {
  document.querySelectorAll("details[data-was]").forEach((d) => {
    d.open = d.dataset.was === "open";
    delete d.dataset.was;
  });
}

async function printed() {
  await unfold();
  print();
}

async function start() {
  pick("status").textContent = "Unpacking ...";
  data = new Data(await unpack("data"));
  const add = (id, values) => {
    values.sort(([a], [b]) => a < b ? -1 : 1).forEach(([text, value]) => pick(id).add(new Option(text, value)));
    pick(id).hidden = values.length < 2;
  };
  const states = data.reports.map((report) => report.states).join("");
  const there = data.outcomes.filter((_, o) => [0, 1, 2, 3].some((n) => states.includes(String.fromCharCode(FIRST + 4 * o + n))));
  add("outcome", there.map((text) => [text, data.outcomes.indexOf(text)]));
  add("level", data.levels.map((text, number) => [text, number]));
  add("platform", [...new Set(data.reports.map((report) => report.platform))].map((text) => [text, text]));
  pick("compare").hidden = !SEVERAL;
  summarize();
  draw();
  follow();
  const redraw = () => { clearTimeout(later); later = setTimeout(draw, data.checks.length > 50_000 ? 250 : 60); };
  pick("filters").addEventListener("input", redraw);
  pick("filters").addEventListener("reset", redraw);
  pick("filters").addEventListener("submit", (event) => event.preventDefault());
  pick("print").addEventListener("click", printed);
  document.addEventListener("keydown", keys);
  pick("matrix")?.addEventListener("keydown", move);
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => { if (!document.querySelector("[data-was]")) { unfold(); } });
  addEventListener("afterprint", fold);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start().catch((error) => { pick("status").textContent = `This page cannot be shown: ${error}`; throw error; });
