// The page is whole without this: it hides what is not asked for.
"use strict";
const $ = (selector, within = document) => [...within.querySelectorAll(selector)];
const [search, place, shown, front] = ["#search", "#place", "#shown", "#front"].map((id) => $(id)[0]);
const items = $("[data-name]").map((item) => ({
  item, name: item.dataset.name.toLowerCase(), text: item.textContent.toLowerCase(),
  places: new Set(item.dataset.in.split(" ")), number: Number(item.dataset.number || 1),
  rows: $("tr[data-in]", item).map((row) => [row, new Set(row.dataset.in.split(" "))]),
}));

/** Show the functions that have all the words, in their names if some do, and differ in the chosen place. */
function apply() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), at = place.value;
  const named = words.length > 0 && items.some((one) => words.every((word) => one.name.includes(word)));
  let number = 0;
  for (const one of items) {
    const text = named ? one.name : one.text;
    one.item.hidden = (at !== "" && !one.places.has(at)) || !words.every((word) => text.includes(word));
    number += one.item.hidden ? 0 : one.number;
    for (const [row, places] of one.rows) { row.hidden = at !== "" && !places.has(at); }
    for (const box of $("details.others", one.item)) {
      const rows = $("tr[data-in]", box);
      box.hidden = rows.every((row) => row.hidden);
      if (at !== "") { box.open = true; }
    }
    for (const table of $(":scope > table", one.item)) { table.hidden = $("tr[data-in]", table).every((row) => row.hidden); }
  }
  const all = words.length === 0 && at === "";
  front.hidden = !all;
  for (const rest of $(".rest")) { rest.hidden = $("[data-name]", rest).every((row) => row.hidden); }
  for (const untold of $(".untold")) { untold.hidden = !all; }
  for (const section of $("section")) { section.hidden = !all && $("[data-name]", section).every((item) => item.hidden); }
  shown.textContent = all ? "" : `${number} function${number === 1 ? "" : "s"}`;
}

/** Take all filters away. */
function reset() { search.value = place.value = ""; apply(); }

/** A link leads to its function, also where the filters hide it. */
function follow() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.hidden || target?.closest("[hidden]")) { reset(); }
  if (target) { target.scrollIntoView(); } else if (!location.hash) { reset(); }
}

search.addEventListener("input", apply);
place.addEventListener("change", apply);
$("#filters")[0].addEventListener("submit", (event) => event.preventDefault());
$("#filters")[0].addEventListener("reset", (event) => { event.preventDefault(); reset(); });
addEventListener("hashchange", follow);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
});
// What is folded on the screen is printed too.
const folded = () => $("main details:not(.places)").filter((box) => !box.open);
let opened = [];
addEventListener("beforeprint", () => { opened = folded(); for (const box of opened) { box.open = true; } });
addEventListener("afterprint", () => { for (const box of opened) { box.open = false; } });
apply();
if (location.hash) { follow(); }
document.documentElement.dataset.ready = "1";
