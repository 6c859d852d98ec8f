// Candidates, the matrix, and which of its columns are shown.

const CELLS = 10_000; // of the matrix drawn at a time
const WIDE = 6; // candidates that a matrix has room for in words; with more it says as little as can be
const LEAP = 10; // rows that Page Up and Page Down go
const SEVERAL = Boolean(pick("matrix"));
let data, view, only = null; // only: the reports that the reader chose as columns, null for all

/** An element with properties and children (texts stay texts). */
function make(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
const code = (text, className = "") => make("code", { className }, text);
const count = (number, one, more = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : more}`;
/** A dotted name that may break after a dot or an underscore rather than anywhere. */
const dotted = (text) => make("code", {}, ...text.split(/(?<=[._])/).flatMap((part, n) => n ? [make("wbr"), part] : [part]));
const encoded = (text) => encodeURIComponent(text).replaceAll("%2F", "/");
/** A permanent link: #candidate/check, #candidate/function, #/function or #candidate. */
const address = (report, rest) => `#${report ? encodeURIComponent(report.name) : ""}${rest ? `/${encoded(rest)}` : ""}`;

// -- the candidates

/** How many results of each outcome a report has, and how many of its deviations are expected as the last. */
function tallied(report) {
  const tally = new Array(data.width).fill(0);
  for (let at = 0; at < report.states.length; at++) {
    const outcome = data.outcome(report, at);
    if (outcome >= 0) { tally[outcome] += 1; }
    if (outcome >= 0 && data.isRed[outcome] && data.expected(report, at)) { tally[data.width - 1] += 1; }
  }
  return tally;
}

function candidate(report) {
  const tally = tallied(report);
  const counts = data.outcomes.map((o, n) => tally[n] ? make("li", { className: o }, make("b", {}, tally[n].toLocaleString("en")), ` ${o}`) : null);
  const expected = tally[data.width - 1] ? make("li", {}, make("b", {}, `${tally[data.width - 1]}`), " of the deviations expected") : null;
  const facts = make("dl", { className: "facts" });
  report.facts.forEach(([label, words]) => facts.append(make("dt", {}, label), make("dd", {}, words)));
  const good = data.red.every((outcome) => !tally[outcome]) && !tally[data.broken] && tally[data.passed];
  return make("details", { className: "report", open: !SEVERAL, id: `report-${report.number}` },
    make("summary", {}, make("b", {}, SEVERAL ? report.name : report.title),
      report.complete ? "" : make("span", { className: "warning" }, " This report is incomplete: the run did not come to its end."),
      make("ul", { className: "counts" }, ...counts, expected)),
    good ? make("p", { className: "good" }, "Everything that was checked is as promised.") : "", facts);
}

function summarize() {
  const parts = data.reports.map(candidate);
  pick("summary").replaceChildren(...data.reports.length > WIDE ? [make("details", { id: "candidates" },
    make("summary", {}, make("b", {}, `${parts.length} candidates`)), ...parts)] : parts);
}

// -- which columns

/** A box to tick for each candidate; `changed` is told of every change. */
function chooser(changed) {
  const box = pick("columns");
  if (!box) { return; }
  const ticks = data.reports.map((report) => {
    const tick = make("input", { type: "checkbox", checked: true });
    tick.report = report;
    return tick;
  });
  const choose = (wanted) => {
    only = data.reports.every(wanted) ? null : new Set(data.reports.filter(wanted));
    changed();
  };
  pick("names").append(...ticks.map((tick) => make("label", {}, tick, ` ${tick.report.name}`)));
  pick("names").addEventListener("input", () => choose((report) => ticks.some((t) => t.checked && t.report === report)));
  pick("all").addEventListener("click", () => choose(() => true));
  pick("none").addEventListener("click", () => choose(() => false));
  box.show = () => {
    ticks.forEach((tick) => { tick.checked = !only || only.has(tick.report); });
    box.querySelector("summary").textContent = `Columns: ${only ? `${only.size} of ` : "all "}${data.reports.length} candidates`;
  };
}

// -- the matrix

function matrix() {
  if (!SEVERAL) { return; }
  const table = pick("matrix").querySelector("table");
  const head = make("tr", {}, make("th", { scope: "col" }, "function"),
    ...view.reports.map((r) => make("th", { scope: "col" }, make("a", { href: address(r), tabIndex: -1 }, r.name))));
  const short = view.reports.length > WIDE;
  pick("columns").show();
  pick("matrix").classList.toggle("short", short);
  pick("legend").hidden = !short;
  table.tHead.replaceChildren(head);
  table.tBodies[0].replaceChildren();
  rows(table.tBodies[0], 0);
  const first = table.tBodies[0].querySelector("a");
  if (first) { first.tabIndex = 0; }
  pick("empty").hidden = view.functions.length > 0;
  pick("matrix").hidden = false;
  // What is scrolled to by keys must not end up under what stays in place.
  const scroll = table.parentElement;
  scroll.style.scrollPadding = `${table.tHead.offsetHeight + 4}px 4px 4px ${head.cells[0].offsetWidth + 4}px`;
}

/** Add rows to the matrix: all, unless it is so large that a browser would be slow with it. */
function rows(body, from) {
  const end = from + Math.max(50, Math.floor(CELLS / view.reports.length));
  body.append(...view.functions.slice(from, end).map(line));
  const left = view.functions.length - end;
  if (!(left > 0)) { return; }
  const more = make("button", { type: "button" }, count(left, "more function"));
  const row = make("tr", {}, make("th", {}, more));
  more.addEventListener("click", () => { row.remove(); rows(body, end); });
  body.append(row);
}

function line(name) {
  const said = data.functions[name];
  const row = make("tr", {}, make("th", { scope: "row" }, make("a", { href: address(null, said), tabIndex: -1 }, dotted(said))));
  for (const report of view.reports) {
    const tally = view.tally(name, report), [words, tone] = view.cell(tally);
    const link = make("a", { href: address(report, said), tabIndex: -1 }, words), short = view.reports.length > WIDE;
    if (short) {
      link.textContent = view.mark(tally);
      link.title = `${report.name}: ${words}`;
      link.ariaLabel = `${link.textContent}, ${link.title}`;
    }
    row.append(make("td", { className: tone }, words !== "-" ? link : short ? "" : words));
  }
  return row;
}

/** Where a key leads from a cell: [rows, columns, whether it looks on for a cell with a link]. */
function stride(event) {
  const far = 1e9, whole = event.ctrlKey || event.metaKey;
  return {
    ArrowLeft: [0, -1, true], ArrowRight: [0, 1, true], ArrowUp: [-1, 0, true], ArrowDown: [1, 0, true],
    Home: [whole ? -far : 0, -far], End: [whole ? far : 0, far], PageUp: [-LEAP, 0], PageDown: [LEAP, 0],
  }[event.key];
}

/** Arrow keys in the matrix: one cell is in the tab order, the others are reached from it. */
function move(event) {
  const here = event.target.closest("td, th"), step = stride(event);
  if (!here || !step) { return; }
  event.preventDefault();
  const rows = [...here.closest("table").rows], within = (number, first, end) => Math.min(Math.max(number, first), end - 1);
  const linked = (down, right) => rows[down]?.cells[right]?.querySelector("a");
  let down = rows.indexOf(here.parentElement), right = here.cellIndex, link = null;
  if (step[2]) {
    do {
      down += step[0];
      right += step[1];
      link = linked(down, right);
    } while (!link && rows[down]?.cells[right]);
  } else {
    down = within(down + step[0], Math.min(down, 1), rows.length);
    right = within(right + step[1], 0, rows[down].cells.length);
    link = linked(down, right) || linked(down, 0);
  }
  if (!link) { return; }
  event.target.tabIndex = -1;
  link.tabIndex = 0;
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest", inline: "nearest" }); // unlike focus, clear of what stays in place
}
