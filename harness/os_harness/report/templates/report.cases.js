// The cases of what was chosen: by cause and by function, each down to trace and reproducer.

const PAGE = 200; // cases listed at a time
const GROUPS = 10; // causes listed at a time
const UNFOLDED = 300; // cases that are unfolded at once
const ARRANGED = 3; // steps by the host at a trace's begin that are shown; more are folded
const STEM = /^[\w:+\-.[\]/]+$/; // what -k of the command line takes as one word

/** Append `items`, made by `maker`, some at a time. */
function paged(box, items, maker, from = 0, step = PAGE) {
  box.append(...items.slice(from, from + step).map(maker));
  const left = items.length - from - step;
  if (left <= 0) { return; }
  const more = make("button", { type: "button", className: "more" }, `${Math.min(left, step)} more of ${left}`);
  more.addEventListener("click", () => { more.remove(); paged(box, items, maker, from + step, step); });
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
  causes(reports.length === 1 && !one && wanted ? reports[0] : null);
  paged(box, names, (name) => group(name, reports, one || cases <= 20));
  section.hidden = !wanted;
  document.body.classList.toggle("chosen", Boolean(wanted));
  section.querySelector("h2").replaceChildren(...heading(one ? chosen.name : undefined, chosen.report));
  section.querySelector(".hint").textContent = names.length ? "" : "No case fits the filters.";
  pick("back").hidden = !one && !(SEVERAL && chosen.report);
  pick("unfold").hidden = !names.length;
  pick("unfold").textContent = "unfold all";
}

function heading(name, report) {
  const what = name === undefined ? "Cases" : code(data.functions[name]);
  return report && SEVERAL ? [what, ` in ${report.name}`] : [what];
}

/** The deviations of a report in groups of the same cause, where that tells more than the list of functions. */
function causes(report) {
  const box = pick("causes"), found = report ? view.causes(report) : [];
  const all = found.reduce((sum, [, cases]) => sum + cases.length, 0);
  box.hidden = pick("by").hidden = all < 10 || found.length === all;
  box.replaceChildren();
  if (box.hidden) { return; }
  box.append(make("h3", {}, "Largest groups of deviations"),
    make("p", { className: "hint" }, `${count(all, "deviation")} by what went wrong, in ${count(found.length, "group")}; names and numbers are left out.`));
  paged(box, found, ([why, cases]) => {
    const names = new Set(cases.map((at) => data.about(report, at)[0]));
    const where = names.size > 1 ? ` in ${names.size} functions` : [" in ", dotted(data.functions[[...names][0]])];
    return lazy({ className: "group" }, make("summary", {}, make("b", { className: "red" }, `${cases.length}`), " ", code(why), make("span", { className: "title" }, ...[where].flat())),
      (made) => { paged(made, cases, (at) => item(at, data.about(report, at)[0], [report])); });
  }, 0, GROUPS);
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
  const summary = make("summary", {}, ...tags.flatMap((t) => [t, " "]), code(data.checks[at]), make("br"), make("span", { className: "title" }, title));
  const made = lazy({ className: `case ${data.outcomes[found[0][0]]}` }, summary, (box) => body(box, at, wanted));
  made.at = at;
  // Before it has opened or closed; keys click too.
  summary.addEventListener("click", () => settle(made.open ? chosen.base : address(reports.length === 1 ? reports[0] : null, data.checks[at])));
  return made;
}

/** The inside of a case: promises, level, and what came of it in each report; ready when its trace is. */
function body(box, at, reports) {
  const [, level, , clauses] = data.about(reports[0], at);
  const facts = make("dl");
  for (const number of clauses) {
    const [id, promise, sources] = data.clauses[number];
    facts.append(make("dt", {}, "promise"), make("dd", {}, code(id), ` ${promise}`));
    if (sources.length) { facts.append(make("dt", {}, "source"), make("dd", {}, ...sources.flatMap(source).slice(1))); }
  }
  facts.append(make("dt", {}, "level"), make("dd", {}, data.levels[level]));
  box.append(facts);
  const others = data.reports.filter((report) => !reports.includes(report) && data.outcome(report, at) >= 0);
  const worst = (r) => view.rank(data.outcome(r, at));
  const ready = reports.filter((r) => told(r, at)).sort((a, b) => worst(a) - worst(b)).map((report) => result(box, at, report, reports.length > 1));
  const silent = outcomes(at, reports.filter((r) => !told(r, at) && reports.length > 1));
  silent.forEach(([outcome, where]) => box.append(named(outcome, "in", where, at)));
  outcomes(at, others).forEach(([outcome, where]) => box.append(named(outcome, "elsewhere: in", where, at)));
  const link = make("a", { className: "link", href: address(reports[0], data.checks[at]) }, "link to this case");
  box.append(make("p", {}, link));
  return Promise.all(ready);
}

/** Where a promise stands, after a comma. */
function source([label, url]) {
  const link = url.startsWith("https://") ? make("a", { href: url, rel: "noreferrer" }, label) : label;
  return [", ", link];
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
  if (trace.length) { box.append(make("h4", {}, "Trace"), ...steps(trace)); }
  if (script) {
    const text = make("pre", { className: "script", tabIndex: 0, role: "group", ariaLabel: "Reproducer" }, script);
    box.append(make("section", { className: "reproducer" }, make("h4", {}, "Reproducer ", copier(text, "copy the reproducer")),
      make("p", { className: "hint" }, "A plain script without the kit: exit code 1 if the candidate deviates again, 0 if not."), text));
  }
  const again = code(command(report, at));
  box.append(make("p", { className: "again" }, "Run again: ", again, " ", copier(again, "copy the command")));
}

/** A trace; of what the kit arranged before the candidate's first step only the end is unfolded. */
function steps(trace) {
  const step = ([actor, text, came]) => make("li", { className: actor === "host" ? "host" : "" }, code(text),
    make("span", { className: came.startsWith("raised") ? "raised" : "returned" }, came));
  const first = trace.findIndex(([actor]) => actor !== "host"), folded = first > ARRANGED ? first : 0;
  const rest = make("ol", { className: "trace", start: folded + 1 }, ...trace.slice(folded).map(step));
  if (!folded) { return [rest]; }
  return [lazy({ className: "arranged" }, make("summary", {}, `${folded} steps by which the kit arranged it`),
    (box) => { box.append(make("ol", { className: "trace" }, ...trace.slice(0, folded).map(step))); }), rest];
}

/** The command that runs a case again (all cases of its check, where the id is no word of -k). */
function command(report, at) {
  const check = data.checks[at], word = (text) => STEM.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  return `osconform run ${word(report.spec)} -k ${word(STEM.test(check) ? check : check.split("[", 1)[0])}`;
}

/** A button that copies the text of an element. */
function copier(text, label) {
  const button = make("button", { type: "button", className: "copy", title: label, ariaLabel: label }, "copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "copied";
    } catch { // not allowed here: the reader's own key does it
      getSelection().selectAllChildren(text);
      button.textContent = "selected: press copy";
    }
    pick("status").textContent = button.textContent;
  });
  return button;
}

/** Unfold what is listed; the promise is kept when traces and scripts are there too. */
function unfold() {
  const boxes = (kind) => [...pick("list").querySelectorAll(kind)].slice(0, UNFOLDED);
  const groups = boxes("details.group"), first = groups.map((d) => d.fill());
  const cases = boxes("details.case:not(.pass):not(.not-applicable)");
  [...groups, ...cases].forEach((d) => { d.open = true; });
  return Promise.all([...first, ...cases.map((d) => d.fill())]);
}

/** Fold it again. */
function fold() {
  pick("list").querySelectorAll("details.case[open]").forEach((d) => { d.open = false; });
}
