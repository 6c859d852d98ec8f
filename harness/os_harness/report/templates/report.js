(() => {
  "use strict";
  const pick = (id) => document.getElementById(id);
  const search = pick("search"), outcome = pick("outcome"), level = pick("level"), shown = pick("shown");
  const cases = [...document.querySelectorAll(".case")];
  const texts = cases.map((c) => c.textContent.toLowerCase());
  for (const [select, key] of [[outcome, "outcome"], [level, "level"]]) {
    for (const value of [...new Set(cases.map((c) => c.dataset[key]))].sort()) {
      select.add(new Option(value, value));
    }
  }
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    cases.forEach((c, i) => {
      const fits = (!outcome.value || c.dataset.outcome === outcome.value) &&
        (!level.value || c.dataset.level === level.value) && words.every((w) => texts[i].includes(w));
      c.hidden = !fits;
      count += fits ? 1 : 0;
    });
    if (outcome.value || words.length) {
      document.querySelectorAll("details.rest").forEach((d) => { d.open = true; });
    }
    shown.value = `${count} of ${cases.length} cases`;
  };
  pick("filters").addEventListener("input", apply);
  pick("filters").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape") { search.value = ""; apply(); }
  });
  document.addEventListener("click", async (event) => {
    if (!event.target.classList.contains("copy")) { return; }
    const script = event.target.closest("h3").nextElementSibling;
    try {
      await navigator.clipboard.writeText(script.textContent);
      event.target.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(script);
      event.target.textContent = "selected: press copy";
    }
  });
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1)) ||
      document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  apply();
  unfold();
})();
