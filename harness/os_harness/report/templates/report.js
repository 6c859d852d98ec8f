// The page as a whole: filters, addresses, keys, colours, and the start.

const SCRIPTED = 5; // cases that are printed with their scripts, of a page each; more without
const FILTERS = ["search", "outcome", "level", "platform", "compare"];
const SETTLED = "settled"; // the history's mark of an address that says all that was chosen
let later = 0, chosen = {}; // chosen: {base, report, name, check}, as the address says; name is a function's number

// -- addresses: #candidate/check?filter=value&only=candidate,candidate

const base = () => location.hash.split("?", 1)[0];

/** What an address chooses; a candidate whose name has got longer among others is found by its own name. */
function read(hash) {
  const [first, ...more] = hash.slice(1).split("/");
  let [name, rest] = [first, more.join("/")];
  try { [name, rest] = [decodeURIComponent(name), decodeURIComponent(rest)]; } catch { return {}; }
  const report = data.reports.find((r) => r.name === name) || data.reports.find((r) => r.candidate === name);
  const check = rest ? data.find(rest) : undefined;
  const missing = name && !report ? name : undefined;
  if (check !== undefined) { return { report, check, name: data.about(report || data.reports[0], check)[0], unknown: missing }; }
  const number = rest ? data.functions.indexOf(rest) : -1;
  return number < 0 ? { report, unknown: rest || missing } : { report, name: number, unknown: missing };
}

/** The filters and columns as part of an address. */
function asked() {
  const words = FILTERS.filter((id) => pick(id).value.trim()).map((id) => `${id}=${encodeURIComponent(pick(id).value.toWellFormed())}`);
  if (only) { words.push(`only=${[...only].map((r) => encodeURIComponent(r.name)).join(",")}`); }
  return words.length ? `?${words.join("&")}` : "";
}

/** Take filters and columns from an address; whether they are others than before. */
function restore() {
  const old = asked(), said = new Map(location.hash.split("?").slice(1).join("?").split("&").map((word) => word.split("=")));
  const plain = (text) => { try { return decodeURIComponent(text); } catch { return ""; } };
  for (const id of FILTERS) {
    const field = pick(id);
    field.value = plain(said.get(id) || "");
    if (field.selectedIndex < 0) { field.value = ""; } // no such choice on this page
  }
  const names = said.has("only") ? said.get("only").split(",").map(plain) : null;
  only = names && new Set(data.reports.filter((r) => names.includes(r.name)));
  return asked() !== old;
}

/** Let the address say all that is chosen, so that it can be kept; `where` is its part before the filters. */
function settle(where = base()) { history.replaceState(SETTLED, "", `${where || "#"}${asked()}`); }

/** Go where the address says; filters that hide it are taken back. */
function follow() {
  // The link of a cell says nothing of filters: they stay.  Where the reader has been they are as they were.
  const redrawn = (history.state === SETTLED || location.hash.includes("?")) && restore();
  if (redrawn) { draw(); }
  chosen = { ...read(base()), base: base() };
  pick("status").textContent = chosen.unknown ? `This page has nothing named ${chosen.unknown}.` : "";
  const hidden = chosen.check !== undefined && !(chosen.report ? [chosen.report] : data.reports).some((r) => view.fits(r, chosen.check));
  if (hidden || (chosen.report && !view.reports.includes(chosen.report))) {
    pick("filters").reset();
    only = null;
    clearTimeout(later); // drawn at once: a second time would close what is opened below
    draw();
  } else { listing(); }
  mark();
  settle();
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
  const found = () => [...pick("list").querySelectorAll("details.case")].find((d) => d.at === at);
  for (let more; !found() && (more = pick("list").querySelector(".more"));) { more.click(); }
  const target = found();
  if (!target) { return; }
  target.open = true;
  target.fill();
  target.scrollIntoView();
  target.querySelector("summary").focus({ preventScroll: true });
}

// -- filters

function wants() {
  const outcome = pick("outcome").value, number = data.outcomes.indexOf(outcome);
  return {
    words: pick("search").value.toLowerCase().split(/\s+/).filter(Boolean),
    outcome: number < 0 ? outcome : number,
    level: data.levels.indexOf(pick("level").value),
    platform: pick("platform").value,
    compare: pick("compare").value,
    only,
  };
}

function draw() {
  view = new View(data, wants());
  matrix();
  listing();
  mark();
  pick("shown").value = `${count(view.total, "result")} of ${count(view.functions.length, "function")}`;
}

/** Fill the choices with what there is, and follow what the reader chooses. */
function filters() {
  const add = (id, values) => {
    values.sort().forEach((text) => pick(id).add(new Option(text, text)));
    pick(id).hidden = values.length < 2;
  };
  const states = data.reports.map((report) => report.states).join("");
  add("outcome", data.outcomes.filter((_, o) => [0, 1, 2, 3].some((n) => states.includes(String.fromCharCode(FIRST + 4 * o + n)))));
  add("level", [...data.levels]);
  add("platform", [...new Set(data.reports.map((report) => report.platform))]);
  pick("compare").hidden = !SEVERAL;
  const redraw = () => {
    clearTimeout(later);
    later = setTimeout(() => { draw(); settle(); }, data.checks.length > 50_000 ? 250 : 60);
  };
  chooser(redraw);
  const form = pick("filters");
  form.addEventListener("input", redraw);
  form.addEventListener("reset", () => { only = null; redraw(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}

// -- keys and colours

function keys(event) {
  if (pick("keys").open) { return; } // closes itself
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (event.key === "/") { event.preventDefault(); pick("search").select(); }
    if (event.key === "?") { event.preventDefault(); pick("keys").showModal(); }
  }
  if (event.key === "Escape") { escape(event.target); }
}

/** Escape takes back the latest step: the search's words, an open case, the way from a cell to its cases. */
function escape(target) {
  const open = target.closest("details.case[open]"), cell = document.querySelector("#matrix [aria-current] a");
  if (target.id === "search") {
    target.value = "";
    draw();
    settle();
  } else if (open) {
    open.open = false;
    open.querySelector("summary").focus();
    settle(chosen.check === open.at ? address(chosen.report, data.functions[chosen.name]) : chosen.base);
  } else if (cell && !target.matches("select")) {
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "center", inline: "nearest" });
  }
}

/** The reader's own choice of colours, kept by the browser where it keeps anything for this page. */
function colours() {
  const field = pick("theme"), show = () => { document.documentElement.dataset.theme = field.value; };
  try { field.value = localStorage.getItem("osconform-theme") || ""; } catch { /* nothing is kept here */ }
  if (field.selectedIndex < 0) { field.value = ""; }
  field.addEventListener("input", () => {
    show();
    try { localStorage.setItem("osconform-theme", field.value); } catch { /* nothing is kept here */ }
  });
  show();
}

/** What stays at the window's top must not cover what is scrolled to. */
function covered() {
  const header = document.querySelector("header"), fixed = getComputedStyle(header).position === "sticky";
  document.documentElement.style.scrollPaddingTop = fixed ? `${header.offsetHeight + 8}px` : "";
}

async function start() {
  pick("tools").hidden = false;
  colours();
  pick("status").textContent = "Unpacking ...";
  data = new Data(await unpack("data"));
  filters();
  summarize();
  restore();
  draw();
  new ResizeObserver(covered).observe(document.querySelector("header"));
  covered();
  follow();
  pick("unfold").addEventListener("click", async () => {
    const unfolding = pick("unfold").textContent === "unfold all";
    await (unfolding ? unfold() : fold());
    pick("unfold").textContent = unfolding ? "fold all" : "unfold all";
  });
  pick("help").addEventListener("click", () => pick("keys").showModal());
  document.addEventListener("keydown", keys);
  pick("matrix")?.addEventListener("keydown", move);
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => document.body.classList.toggle("many", document.querySelectorAll("details.case[open]").length > SCRIPTED));
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start().catch((error) => { pick("status").textContent = `This page cannot be shown: ${error}`; throw error; });
