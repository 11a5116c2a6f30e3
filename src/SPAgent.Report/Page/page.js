"use strict";
// Reading needs no script: an item is shown by its address alone. This finds, narrows down, sorts and steps.
(() => {
  const { make, draw, pressed, present, prepare, current } = spagentReader;
  const root = document.documentElement, $ = (selector) => document.querySelector(selector), all = (selector) => [...document.querySelectorAll(selector)];
  const list = $(".list"), search = $("#search"), rows = [...list?.children ?? []];

  // What the list shows is kept for this tab, by the address of the overview, so that the pages beside it go by it too.
  const name = "spagent.list." + new URL($(".crumb .up")?.getAttribute("href") ?? "#", location.href).pathname;
  const kept = (() => { try { return JSON.parse(sessionStorage.getItem(name)) ?? {}; } catch { return {}; } })();
  let { ranges = [], place = 0, order = [] } = kept;
  const save = () => { try { sessionStorage.setItem(name, JSON.stringify(kept)); } catch { /* Then pages go by the order of the folder. */ } };

  // ---- the list
  const fold = (text) => text.toLowerCase().normalize("NFC");
  const words = new Map();
  let loaded = !list?.dataset.words, missing = 0;
  window.spagentWords = (page) => { for (const [id, text] of Object.entries(page)) words.set(id, fold(text)); };
  // Conversations on pages beside this one: their words are scripts, which a file may load where it may not fetch.
  const load = () => {
    if (loaded !== false) return;
    loaded = null;
    Promise.all(list.dataset.words.split(" ").map((src) => new Promise((done) => {
      document.head.append(make("script", { src, onload: done, onerror: () => { missing++; done(); } }));
    }))).then(() => { loaded = true; update(); });
  };
  const texts = new Map();
  const text = (row) => {
    const known = texts.get(row);
    if (known !== undefined) return known;
    const article = document.getElementById(row.dataset.id);
    let said = article?.textContent ?? "";
    for (const prompt of article?.querySelectorAll(".asked") ?? []) said = said.replace(prompt.textContent, () => " ");
    const whole = fold(row.textContent + " " + said) + " " + (words.get(row.dataset.id) ?? "");
    if (loaded === true) texts.set(row, whole);
    return whole;
  };
  const number = (row, key) => row.dataset[key] ? Number(row.dataset[key]) : NaN;
  const by = (key, sign) => (a, b) => {
    const x = number(a, key), y = number(b, key);
    return Number.isNaN(x) || Number.isNaN(y) ? Number.isNaN(x) - Number.isNaN(y) : sign * (x - y);
  };
  const orders = { worst: by("score", 1), best: by("score", -1), tokens: by("tokens", -1), turns: by("turns", -1), far: by("km", -1) };

  // Columns stand in a row as lines: a name, its value, a name …
  const columns = (row) => {
    const lines = row.dataset.columns ? row.dataset.columns.split("\n") : [], found = new Map();
    for (let i = 0; i + 1 < lines.length; i += 2) found.set(lines[i], lines[i + 1]);
    return found;
  };
  // A value, a part of it, "5–25" or ">= 5".
  const test = (wanted, values) => {
    if (values.includes(wanted)) return (value) => value === wanted;
    const numeric = values.every((value) => value.trim() !== "" && Number.isFinite(Number(value)));
    const span = numeric && /^\s*(-?[\d.]+)\s*(?:–|-|to|\.\.)\s*(-?[\d.]+)\s*$/.exec(wanted), bound = numeric && /^\s*([<>]=?)\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*$/i.exec(wanted);
    if (span) return (value) => Number(value) >= Number(span[1]) && Number(value) <= Number(span[2]);
    if (bound) return (value) => ({ "<": (x, y) => x < y, "<=": (x, y) => x <= y, ">": (x, y) => x > y, ">=": (x, y) => x >= y })[bound[1]](Number(value), Number(bound[2]));
    const part = fold(wanted);
    return (value) => fold(value).includes(part);
  };
  const valuesOf = (column) => rows.map((row) => columns(row).get(column)).filter((value) => value !== undefined);
  const inRange = (row, range) => {
    const [key, from, to] = range.replace("]", "").split(":"), value = number(row, key);
    return value >= Number(from) && (range.endsWith("]") ? value <= Number(to) : value < Number(to));
  };

  const update = () => {
    if (!list) return;
    const asked = fold(search.value).split(/\s+/).filter(Boolean), outcome = $("#outcome").value, tool = $("#tool").value;
    const column = $("#column")?.value ?? "", wanted = $("#value")?.value ?? "";
    const fitsColumn = column === "" ? null : wanted === "" ? () => true : test(wanted, valuesOf(column));
    if (asked.length) load();
    let shown = 0;
    for (const row of rows) {
      const value = fitsColumn && columns(row).get(column);
      const fits = (outcome === "" || row.dataset.outcome.split(" ").includes(outcome))
        && (tool === "" || row.dataset.tools.split("\n").includes(tool))
        && (!root.dataset.only || row.dataset.verdict === root.dataset.only)
        && (!fitsColumn || (value !== undefined && fitsColumn(value)))
        && ranges.every((range) => inRange(row, range))
        && asked.every((word) => text(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    const things = $("#shown").dataset.things;
    $("#shown").textContent = (shown === rows.length ? rows.length + " " + things : shown + " of " + rows.length)
      + (asked.length && loaded !== true ? " so far: what was said is being read" : missing ? "; what was said on " + missing + " pages is not beside this file" : "");
    Object.assign(kept, { q: search.value, outcome, tool, column, value: wanted, only: root.dataset.only ?? "", sort: $("#order").value, ranges });
    // Who reads goes on by the list as it was left, even where a mark takes an item out of it.
    if (!current()) order = [...list.children].filter((row) => !row.hidden).map((row) => row.querySelector("a").getAttribute("href").split("/").pop());
  };
  const sort = () => {
    const order = orders[$("#order").value];
    list.append(...(order ? [...rows].sort(order) : rows));
    update();
  };

  // ---- charts and map narrow the list down
  const titles = { km: "Distance", score: "Reward", turns: "Turns", tokens: "Tokens", calls: "Calls", lat: "Truth at latitude", lon: "longitude", alat: "Answer at latitude", alon: "longitude" };
  const chips = make("ul", { className: "chips", "aria-label": "Ranges in use" });
  const groups = () => ranges.reduce((found, range) => { if (/^a?lon:/.test(range)) found.at(-1).push(range); else found.push([range]); return found; }, []);
  const narrow = (next) => {
    ranges = next;
    const parts = (range) => { const [key, from, to] = range.replace("]", "").split(":"); return (titles[key] ?? key) + " " + from + "–" + to; };
    chips.replaceChildren(...groups().map((group) => {
      const text = group.map(parts).join(", ");
      return make("li", {}, make("button", { type: "button", "aria-label": "Remove " + text, onclick: () => narrow(ranges.filter((range) => !group.includes(range))) }, text + " ×"));
    }));
    for (const bar of all(".overview [data-range]")) bar.setAttribute("aria-pressed", ranges.includes(bar.dataset.range));
    update();
  };
  const toggle = (given, same) => {
    const on = given.every((range) => ranges.includes(range));
    narrow([...ranges.filter((range) => !same.test(range)), ...(on ? [] : given)]);
    list.closest("section").scrollIntoView();
  };
  const listen = () => {
    for (const bar of all(".overview [data-range], .overview [data-tool]")) {
      const drawn = bar.querySelector("rect"), { range, tool } = bar.dataset;
      if (!drawn) continue;
      bar.prepend(draw("rect", { class: "area", x: drawn.getAttribute("x"), width: drawn.getAttribute("width"), y: 0, height: 130 }));
      bar.setAttribute("aria-label", bar.querySelector("title").textContent + ". Narrows the list down.");
      pressed(bar, () => {
        if (range) { toggle([range], new RegExp("^" + range.split(":")[0] + ":")); return; }
        $("#tool").value = $("#tool").value === tool ? "" : tool;
        update();
        list.closest("section").scrollIntoView();
      });
      bar.closest("svg").setAttribute("role", "group");
    }
    const dots = [...all(".overview .world circle")];
    const near = (dot) => {
      const lat = Math.floor(-Number(dot.getAttribute("cy"))), lon = Math.floor(Number(dot.getAttribute("cx"))), at = dot.matches(".truth") ? "" : "a";
      toggle([at + "lat:" + lat + ":" + (lat + 1), at + "lon:" + lon + ":" + (lon + 1)], /^a?l(at|on):/);
    };
    // Thousands of stops of the Tab key help nobody.
    if (dots.length <= 500) {
      $(".overview .world svg")?.setAttribute("role", "group");
      for (const dot of dots) {
        dot.setAttribute("aria-label", dot.querySelector("title").textContent + ". Narrows the list down.");
        pressed(dot, () => near(dot));
      }
    } else {
      $(".overview .world").addEventListener("click", (event) => {
        const dot = event.target.closest("circle");
        if (dot) near(dot);
      });
    }
    $(".overview .world svg")?.classList.add("narrows");
  };
  const columnChoice = () => {
    const names = new Set(rows.flatMap((row) => [...columns(row).keys()]));
    if (names.size === 0) return;
    const known = make("datalist", { id: "values" });
    const column = make("select", { id: "column", "aria-label": "Column" }, make("option", { value: "" }, "Any column"), ...[...names].map((name) => make("option", { value: name }, name.replaceAll("_", " "))));
    const value = make("input", { id: "value", hidden: true, placeholder: "a value, 5–25, > 5", "aria-label": "Value of the column", autocomplete: "off" });
    value.setAttribute("list", "values");
    const chosen = () => {
      value.hidden = column.value === "";
      const counts = new Map();
      if (!value.hidden) for (const one of valuesOf(column.value)) counts.set(one, (counts.get(one) ?? 0) + 1);
      known.replaceChildren(...[...counts].sort((a, b) => b[1] - a[1]).slice(0, 200).map(([one, many]) => make("option", { value: one }, String(many))));
    };
    column.addEventListener("change", () => { value.value = ""; chosen(); update(); });
    value.addEventListener("input", update);
    $("#order").before(column, value, known);
    column.value = names.has(kept.column) ? kept.column : "";
    value.value = kept.value ?? "";
    chosen();
  };
  if (list) {
    columnChoice();
    list.before(chips);
    listen();
    search.value = kept.q ?? "";
    for (const [id, value] of [["#outcome", kept.outcome], ["#tool", kept.tool], ["#order", kept.sort]]) if ([...$(id).options].some((option) => option.value === value)) $(id).value = value;
    if (kept.only) root.dataset.only = kept.only;
    search.addEventListener("input", update);
    search.addEventListener("focus", load);
    for (const id of ["#outcome", "#tool"]) $(id).addEventListener("change", update);
    $("#order").addEventListener("change", sort);
    sort();
    narrow(ranges);
  }

  // ---- from item to item
  const leave = () => { if (list && !current()) { kept.place = place = scrollY; kept.order = order; } save(); };
  const follow = (link) => { if (!link || link.hidden) return; leave(); location.href = link.href; };
  const step = (crumb, name, text, to) => {
    const link = crumb.querySelector("." + name) ?? crumb.appendChild(make("a", { className: name + " step" }, text));
    link.hidden = !to;
    if (to) link.href = to;
  };
  const show = () => {
    const article = current(), crumb = article?.querySelector(".crumb");
    if (!article) { if (list) scrollTo(0, place); return; }
    prepare(article);
    if (!crumb) return;
    if (!crumb.querySelector("button") && article.querySelector(".talk > .turn"))
      crumb.querySelector(".up")?.after(make("span", { className: "nth" }), make("button", { type: "button", "aria-keyshortcuts": "p", onclick: () => present(article) }, "Step through"));
    const own = (list ? "" : location.pathname.split("/").pop()) + "#" + article.id, at = order.indexOf(own);
    if (at < 0) return;
    step(crumb, "back", "← previous", order[at - 1]);
    step(crumb, "next", "next →", order[at + 1]);
    crumb.querySelector(".nth").textContent = (at + 1) + " of " + order.length;
  };
  document.addEventListener("click", (event) => { if (event.target.closest(".list a, .crumb a")) leave(); }, true);
  addEventListener("pagehide", leave);
  addEventListener("hashchange", () => { if (current()) scrollTo(0, 0); show(); });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape") { if (typing) event.target.blur(); else follow(current()?.querySelector(".up")); return; }
    if (typing) return;
    if (event.key === "/" && search && !current()) { event.preventDefault(); search.focus(); }
    else if (event.key === "p" && current()) present(current());
    else if (event.key === "j" || event.key === "ArrowRight") {
      if (current()) follow(current().querySelector(".next"));
      else follow([...(list?.children ?? [])].find((row) => !row.hidden)?.querySelector("a"));
    }
    else if (event.key === "k" || event.key === "ArrowLeft") follow(current()?.querySelector(".back"));
  });
  show();
})();
