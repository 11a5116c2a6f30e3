"use strict";
// Reading needs no script: a trace is shown by its address alone. This finds, sorts and steps.
(() => {
  const root = document.documentElement, $ = (selector) => document.querySelector(selector);
  const theme = $(".theme");
  theme?.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const list = $(".list"), search = $("#search");
  if (list) {
    const rows = [...list.children], texts = new Map();
    const text = (row) => {
      if (!texts.has(row)) {
        const article = document.getElementById(row.dataset.id);
        texts.set(row, (row.textContent + " " + (article ? article.textContent : "")).toLowerCase());
      }
      return texts.get(row);
    };
    const number = (row, key) => row.dataset[key] === "" ? NaN : Number(row.dataset[key]);
    const orders = {
      index: null,
      worst: (a, b) => number(a, "score") - number(b, "score"),
      best: (a, b) => number(b, "score") - number(a, "score"),
      tokens: (a, b) => number(b, "tokens") - number(a, "tokens"),
      turns: (a, b) => number(b, "turns") - number(a, "turns"),
    };
    const last = (order) => (a, b) => { const by = order(a, b); return Number.isNaN(by) ? Number.isNaN(number(a, "score")) - Number.isNaN(number(b, "score")) : by; };
    const update = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), outcome = $("#outcome").value, tool = $("#tool").value;
      let shown = 0;
      for (const row of rows) {
        const fits = (outcome === "" || row.dataset.outcome.split(" ").includes(outcome))
          && (tool === "" || row.dataset.tools.split("\n").includes(tool))
          && (!root.dataset.only || row.dataset.verdict === root.dataset.only)
          && words.every((word) => text(row).includes(word));
        row.hidden = !fits;
        shown += fits;
      }
      $("#shown").textContent = shown === rows.length ? rows.length + " " + $("#shown").dataset.things : shown + " of " + rows.length;
    };
    const sort = () => {
      const order = orders[$("#order").value];
      list.append(...(order ? [...rows].sort(last(order)) : rows));
    };
    search.addEventListener("input", update);
    for (const id of ["#outcome", "#tool"]) $(id).addEventListener("change", update);
    $("#order").addEventListener("change", sort);
    update();
  }

  const current = () => $("article:target") ?? (document.body.classList.contains("pages") ? $("article") : null);
  const follow = (link) => { if (link) { location.href = link.href; scrollTo(0, 0); } };
  addEventListener("hashchange", () => scrollTo(0, 0));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape") { if (typing) event.target.blur(); else follow(current()?.querySelector(".up")); return; }
    if (typing) return;
    if (event.key === "/" && search && !current()) { event.preventDefault(); search.focus(); }
    else if (event.key === "j" || event.key === "ArrowRight") {
      if (current()) follow(current().querySelector(".next"));
      else follow([...(list?.children ?? [])].find((row) => !row.hidden)?.querySelector("a"));
    }
    else if (event.key === "k" || event.key === "ArrowLeft") follow(current()?.querySelector(".back"));
  });
})();
