"use strict";
(() => {
  const root = document.documentElement, $ = (id) => document.getElementById(id);
  const svgName = "http://www.w3.org/2000/svg", pageSize = 50;
  const unmarked = "none", names = { outcome: "Outcome", tool: "Tool", finding: "Finding", model: "Model", verdict: "Verdict", tag: "Tag" };
  const words = {
    outcome: { read: "Answer read", unread: "No answer read", "failed-call": "A call failed", "no-call": "No tool called", found: "With findings", answered: "Answered", failed: "Failed", unreadable: "Unreadable" },
    figures: { score: "Reward", km: "Distance, km", turns: "Turns", calls: "Calls", tokens: "Tokens", duration: "Time, ms", lat: "Latitude", lon: "Longitude", findings: "Findings", failed: "Failed calls" },
  };

  // Text goes in as text: nothing of a trace becomes markup here.
  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (value === undefined || value === null || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key in element && !key.startsWith("aria") && key !== "role") element[key] = value;
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const draw = (name, attributes = {}, ...children) => {
    const element = document.createElementNS(svgName, name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const count = (number, thing) => number.toLocaleString("en") + " " + thing + (number === 1 ? "" : "s");
  const round = (value) => {
    const size = Math.abs(value);
    return size >= 10000 ? (value / 1000).toLocaleString("en", { maximumFractionDigits: 1 }) + "k"
      : value.toLocaleString("en", { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 });
  };

  let runs = [], marks = false;
  // What is shown is the address: going back brings the list back as it was.
  let view = { run: 0, q: "", sort: "index", f: [], r: [], offset: 0, id: null, at: null, compare: null };
  const readView = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    return {
      run: Number(given.get("run") ?? 0) || 0, q: given.get("q") ?? "", sort: given.get("sort") ?? "index",
      f: given.getAll("f"), r: given.getAll("r"), offset: Number(given.get("offset") ?? 0) || 0,
      id: given.get("id"), at: given.has("at") ? Number(given.get("at")) : null, compare: given.get("compare"),
    };
  };
  const filters = (of) => {
    const parameters = new URLSearchParams();
    parameters.set("run", of.run);
    if (of.q) parameters.set("q", of.q);
    for (const one of of.f) parameters.append("f", one);
    for (const one of of.r) parameters.append("r", one);
    return parameters;
  };
  const address = (of) => {
    const parameters = filters(of);
    if (of.sort !== "index") parameters.set("sort", of.sort);
    if (of.offset) parameters.set("offset", of.offset);
    if (of.id !== null) parameters.set("id", of.id);
    if (of.at !== null) parameters.set("at", of.at);
    if (of.compare !== null) parameters.set("compare", of.compare);
    return "#" + parameters;
  };
  const places = new Map();
  const go = (change, replace = false) => {
    places.set(location.hash, scrollY);
    const next = address({ ...view, ...change });
    if (next === location.hash) return show();
    if (replace) { history.replaceState(null, "", next); show(); } else location.hash = next;
  };

  const ask = async (path, parameters, signal) => {
    const response = await fetch(path + (parameters ? "?" + parameters : ""), { signal });
    if (!response.ok) throw new Error((await response.text()).trim() || response.statusText);
    return response.json();
  };
  const quietly = (work) => work.catch((problem) => { if (problem.name !== "AbortError") notice(problem.message); });
  const notice = (text) => { $("indexed").textContent = text; };

  // ---- the list
  let listing = null, charting = null;
  const showList = async () => {
    listing?.abort();
    const mine = listing = new AbortController();
    const parameters = filters(view);
    parameters.set("sort", view.sort);
    parameters.set("offset", view.offset);
    parameters.set("limit", pageSize);
    const page = await ask("/api/search", parameters, mine.signal);
    if (mine !== listing) return;
    const thing = runs[view.run]?.thing ?? "trace";
    $("shown").textContent = page.total === page.known ? count(page.total, thing) : page.total.toLocaleString("en") + " of " + page.known.toLocaleString("en");
    $("indexed").textContent = page.complete ? "" : "Indexed so far: " + page.indexed.toLocaleString("en") + " of " + page.known.toLocaleString("en") + ". What is searched and counted grows.";
    $("list").replaceChildren(...page.items.map((item, i) => row(item, view.offset + i)));
    if (page.items.length === 0) $("list").append(make("li", { className: "notice" }, page.complete ? "Nothing fits." : "Nothing so far."));
    const last = Math.max(0, Math.ceil(page.total / pageSize) - 1), now = Math.floor(view.offset / pageSize);
    const step = (name, to, enabled) => make("button", { type: "button", disabled: !enabled, onclick: () => { go({ offset: to * pageSize }); $("found").scrollIntoView(); } }, name);
    $("pager").replaceChildren(...(last === 0 ? [] : [step("← previous page", now - 1, now > 0), make("span", {}, "page " + (now + 1).toLocaleString("en") + " of " + (last + 1).toLocaleString("en")), step("next page →", now + 1, now < last)]));
  };
  const row = (item, at) => {
    const sizes = [count(item.turns, "turn"), count(item.calls, "call"), ...(item.findings ? [count(item.findings, "finding")] : [])].join(" · ");
    const meter = item.score === null ? make("span", { className: "gap" })
      : Object.assign(draw("svg", { class: "meter", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { width: 100 * Math.min(1, Math.max(0, item.score)), height: 6 })));
    const verdict = make("span", { className: "verdict " + (item.verdict === "keep" ? "good" : "bad") }, item.verdict ?? "");
    const right = item.km !== null && item.km !== undefined ? round(item.km) + " km" : "";
    return make("li", { "data-at": at, "data-id": item.id, "aria-current": view.at === at ? "true" : null },
      make("a", { href: address({ ...view, id: item.id, at }), onclick: () => places.set(location.hash, scrollY) },
        make("span", { className: "what" }, make("b", { dir: "auto" }, item.title), make("span", { dir: "auto" }, item.summary)),
        make("span", { className: "mid" }, sizes, " ", verdict), meter,
        make("span", { className: "score" }, item.score === null ? "–" : item.score.toFixed(3), make("small", {}, right))));
  };

  // ---- filters
  const termOf = (given) => { const at = given.indexOf("="); return [decodeURIComponent(given.slice(0, at)), given.slice(at + 1)]; };
  const nameOf = (name) => names[name] ?? name.replace(/^column\./, "").replaceAll("_", " ");
  const valueOf = (name, value) => name === "verdict" && value === unmarked ? "not marked" : words[name]?.[value] ?? value.replaceAll(name === "finding" ? "_" : "\0", " ");
  const toggle = (list, one) => list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  const showChips = () => {
    const chip = (text, change) => make("li", {}, make("button", { type: "button", "aria-label": "Remove " + text, onclick: () => go({ ...change, offset: 0 }) }, text + " ×"));
    $("chips").replaceChildren(
      ...view.f.map((one) => { const [name, value] = termOf(one); return chip(nameOf(name) + ": " + valueOf(name, value), { f: toggle(view.f, one) }); }),
      ...view.r.map((one) => { const [figure, from, to] = one.replace("]", "").split(":"); return chip(words.figures[figure] + " " + round(Number(from)) + "–" + round(Number(to)), { r: toggle(view.r, one) }); }),
      ...(view.f.length + view.r.length > 1 ? [chip("all filters", { f: [], r: [] })] : []));
  };
  const opened = new Set(["outcome", "tool", "finding", "model", "verdict", "tag"]);
  const showFacets = (facets) => {
    const held = document.activeElement?.dataset?.term;
    $("facets").replaceChildren(...facets.map((facet) => {
      const values = facet.shown.map((one) => {
        const term = encodeURIComponent(facet.name) + "=" + one.value;
        return make("button", { type: "button", "data-term": term, "aria-pressed": String(view.f.includes(term)), title: one.value, onclick: () => go({ f: toggle(view.f, term), offset: 0 }) },
          make("span", { dir: "auto" }, valueOf(facet.name, one.value)), make("span", {}, one.count.toLocaleString("en")));
      });
      if (facet.values > facet.shown.length) values.push(make("p", { className: "soft" }, "and " + count(facet.values - facet.shown.length, "more value")));
      return make("details", { open: opened.has(facet.name), ontoggle: (event) => { if (event.target.open) opened.add(facet.name); else opened.delete(facet.name); } },
        make("summary", {}, nameOf(facet.name)), make("div", {}, ...values));
    }));
    if (held) [...$("facets").querySelectorAll("button")].find((button) => button.dataset.term === held)?.focus();
  };

  // ---- charts
  const pressed = (element, act) => {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "0");
    element.addEventListener("click", act);
    element.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); act(); } });
    return element;
  };
  const showSums = (sums) => {
    const cell = (name, value, unit = "") => value === null ? null : make("div", { className: "fig" }, make("dt", {}, name), make("dd", {}, round(value), unit ? make("small", {}, unit) : null));
    const thing = runs[view.run]?.thing ?? "trace";
    $("sums").replaceChildren(...[cell(thing[0].toUpperCase() + thing.slice(1) + "s", sums.items), cell("Answer read", sums.read_percent, "%"), cell("Mean reward", sums.mean_score), cell("Median distance", sums.median_km, "km"), cell("Turns", sums.mean_turns), cell("Calls", sums.mean_calls), cell("Tokens", sums.mean_tokens)].filter(Boolean));
    const place = $("charts").scrollLeft;
    $("charts").replaceChildren(...sums.charts.map(chart));
    if (sums.map.length) $("charts").children[1]?.after(map(sums.map));
    $("charts").scrollLeft = place;
  };
  const chart = (one) => {
    const width = 340, height = 150, foot = 20, head = 16, step = width / one.bars.length, room = height - foot - head;
    const most = Math.max(1, ...one.bars.map((bar) => bar.count)), whole = one.figure === "turns" || one.figure === "calls";
    const bars = one.bars.map((bar, i) => {
      const tall = room * bar.count / most, single = whole && bar.to - bar.from === 1;
      const text = single ? round(bar.from) : round(bar.from) + "–" + round(bar.to);
      const range = one.figure + ":" + bar.from + ":" + bar.to + (bar.closed && !single ? "]" : "");
      const group = draw("g", { "aria-label": words.figures[one.figure] + " " + text + ": " + bar.count + ". Filter by it." },
        draw("title", {}, text + ": " + bar.count.toLocaleString("en")), draw("rect", { class: "area", x: i * step, y: 0, width: step, height: height - foot }),
        draw("rect", { class: "bar", x: i * step + step * .08, y: height - foot - tall, width: step * .84, height: tall, rx: 1.5 }));
      if (bar.count > 0) {
        const label = bar.count.toLocaleString("en");
        if (label.length * 5.9 < step + 6) group.append(draw("text", { class: "count", x: i * step + step / 2, y: height - foot - tall - 4, "text-anchor": "middle" }, label));
        pressed(group, () => go({ r: toggle(view.r.filter((other) => !other.startsWith(one.figure + ":") || other === range), range), offset: 0 }));
      }
      return group;
    });
    const single = whole && one.bars.every((bar) => bar.to - bar.from === 1);
    const labels = (single ? one.bars.map((bar, i) => [i * step + step / 2, bar.from]) : [...one.bars.map((bar, i) => [i * step, bar.from]), [width, one.bars.at(-1).to]])
      .map(([x, value]) => { const text = round(value), half = text.length * 2.95; return { text, half, x: Math.min(width - half, Math.max(half, x)) }; });
    // Labels that would touch are left out evenly.
    const touch = (every) => labels.some((label, i) => i % every === 0 && labels[i + every] && label.x + label.half + 6 > labels[i + every].x - labels[i + every].half);
    let every = 1;
    while (touch(every)) every++;
    const shown = labels.filter((_, i) => i % every === 0).map((label) => draw("text", { x: label.x, y: height - 6, "text-anchor": "middle" }, label.text));
    return make("figure", { className: "chart" }, make("figcaption", {}, words.figures[one.figure], make("span", {}, one.median === null ? "" : "median " + round(one.median))),
      draw("svg", { viewBox: "0 0 " + width + " " + height, role: "group", "aria-label": words.figures[one.figure] }, ...bars, ...shown, draw("path", { class: "axis", d: "M0 " + (height - foot + .5) + "H" + width })));
  };
  const map = (dots) => {
    const most = Math.max(...dots.map((dot) => dot.count));
    const circles = dots.map((dot) => {
      const text = count(dot.count, runs[view.run]?.thing ?? "trace") + " at " + dot.lat + "°, " + dot.lon + "°" + (dot.score === null ? "" : ", mean reward " + round(dot.score));
      const circle = draw("circle", { class: "truth", cx: dot.lon + .5, cy: -dot.lat - .5, r: 1 + 2.5 * Math.sqrt(dot.count / most), "stroke-width": .3, "aria-label": text + ". Filter by it." }, draw("title", {}, text));
      const ranges = ["lat:" + dot.lat + ":" + (dot.lat + 1), "lon:" + dot.lon + ":" + (dot.lon + 1)];
      return pressed(circle, () => {
        const rest = view.r.filter((one) => !/^(lat|lon):/.test(one));
        go({ r: ranges.every((one) => view.r.includes(one)) ? rest : [...rest, ...ranges], offset: 0 });
      });
    });
    const land = draw("use", { href: "#land", class: "land" });
    return make("figure", { className: "panel world", id: "map" }, draw("svg", { viewBox: "-180 -84 360 144", role: "group", "aria-label": "Where the pictures were taken" }, land, ...circles), make("figcaption", {}, make("span", {}, make("b", { className: "good" }, "●"), " where the pictures were taken")));
  };
  const showSides = async () => {
    charting?.abort();
    const mine = charting = new AbortController();
    const [facets, sums] = await Promise.all([ask("/api/facets", filters(view), mine.signal), ask("/api/charts", filters(view), mine.signal)]);
    if (mine !== charting) return;
    showFacets(facets);
    showSums(sums);
  };

  // ---- one item
  let item = null;
  const neighbour = async (by) => {
    const at = (view.at ?? -1) + by;
    if (at < 0) return;
    const parameters = filters(view);
    parameters.set("sort", view.sort);
    parameters.set("offset", at);
    parameters.set("limit", 1);
    const page = await ask("/api/search", parameters);
    if (page.items.length) go({ id: page.items[0].id, at, offset: Math.floor(at / pageSize) * pageSize }, view.id !== null);
  };
  const showItem = async () => {
    const wanted = view.id, run = view.run;
    $("item").replaceChildren(make("p", { className: "notice", role: "status" }, "Replaying its pictures…"));
    const parameters = new URLSearchParams({ run, id: wanted });
    const found = await ask("/api/item", parameters);
    if (view.id !== wanted || view.run !== run) return;
    item = found;
    // The server has escaped every text in it, and the policy of this page runs nothing that stands in a document.
    const holder = document.createElement("template");
    holder.innerHTML = found.html;
    const article = holder.content.querySelector("article"), crumb = article.querySelector(".crumb");
    const thing = runs[run]?.thing ?? "trace";
    crumb.replaceChildren(
      make("a", { className: "up", href: address({ ...view, id: null }) }, "All " + thing + "s"), make("span", { className: "gap" }),
      make("button", { type: "button", onclick: () => present() }, "Present"),
      make("button", { type: "button", className: "step", disabled: !(view.at > 0), onclick: () => quietly(neighbour(-1)) }, "← previous"),
      make("button", { type: "button", className: "step", onclick: () => quietly(neighbour(1)) }, "next →"));
    for (const picture of article.querySelectorAll(".shot svg")) {
      picture.setAttribute("tabindex", "0");
      picture.setAttribute("role", "button");
      picture.setAttribute("aria-label", "Enlarge the " + picture.getAttribute("aria-label"));
    }
    if (marks) article.querySelector(".facts").after(make("div", { className: "marks", role: "group", "aria-label": "Marks" }));
    $("item").replaceChildren(article);
    showMarks();
    document.title = article.querySelector("h1").textContent;
    article.querySelector("h1").setAttribute("tabindex", "-1");
    article.querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
  };

  // ---- marking
  const mark = async (run, id, change) => {
    const response = await fetch("/api/label", { method: "POST", headers: { "Content-Type": "application/json", "X-SPAgent": "1" }, body: JSON.stringify({ run, ids: [id], ...change }) });
    if (!response.ok) throw new Error((await response.text()).trim() || response.statusText);
    const [label] = (await response.json()).labels;
    if (item && item.id === id && item.run === run) { item.label = label; showMarks(); }
    for (const one of $("list").querySelectorAll("li[data-id]")) {
      if (one.dataset.id !== id || run !== view.run) continue;
      one.querySelector(".verdict").textContent = label.verdict ?? "";
      one.querySelector(".verdict").className = "verdict " + (label.verdict === "keep" ? "good" : "bad");
    }
    last = null;
    $("said").textContent = id + ": " + (label.verdict ?? "no verdict") + (label.tags.length ? ", " + label.tags.join(", ") : "");
    return label;
  };
  const showMarks = () => {
    const bar = $("item").querySelector(".marks");
    if (!bar || !item) return;
    const { run, id, label } = item, set = (change) => quietly(mark(run, id, change));
    const verdict = (name, key) => make("button", { type: "button", "aria-pressed": String(label.verdict === name), title: "Key " + key, onclick: () => set({ verdict: label.verdict === name ? "none" : name }) }, name === "keep" ? "Keep" : "Drop");
    const field = (name, text, value, change) => make("input", { type: "text", placeholder: text, "aria-label": text, "data-field": name, value, maxLength: 10000, onchange: (event) => change(event.target) });
    const held = bar.contains(document.activeElement) ? document.activeElement.dataset.field ?? document.activeElement.textContent : null;
    bar.replaceChildren(verdict("keep", "+"), verdict("drop", "-"),
      ...label.tags.map((tag) => make("button", { type: "button", "aria-label": "Remove the tag " + tag, onclick: () => set({ untag: [tag] }) }, "# " + tag + " ×")),
      field("tag", "Add a tag", "", (input) => { if (input.value.trim()) set({ tags: [input.value.trim()] }); }),
      field("note", "Note", label.note ?? "", (input) => set({ note: input.value })),
      field("answer", "A better answer", label.answer ?? "", (input) => set({ answer: input.value })));
    if (held) [...bar.children].find((one) => one.dataset.field === held || one.textContent === held)?.focus();
  };
  const marked = (verdict) => {
    if (!marks) return;
    if (view.id !== null) { if (item) quietly(mark(item.run, item.id, { verdict })); return; }
    const chosen = $("list").querySelector("[aria-current]");
    if (chosen) quietly(mark(view.run, chosen.dataset.id, { verdict }));
  };
  const write = (field) => { if (marks && view.id !== null) $("item").querySelector(".marks [data-field=" + field + "]")?.focus(); };

  // ---- pictures in full size
  const numberOf = (picture) => /-(\d+)$/.exec(picture.querySelector("image")?.id ?? picture.querySelector("use")?.getAttribute("href") ?? "")?.[1];
  const enlarge = (picture) => {
    const number = numberOf(picture);
    if (number === undefined || !item) return;
    const [, , width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
    const full = draw("svg", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": picture.getAttribute("aria-label"), tabindex: "0" });
    const source = "/api/picture?" + new URLSearchParams({ run: item.run, id: item.id, number });
    full.append(draw("image", { href: source, width, height, preserveAspectRatio: "none" }));
    for (const drawn of picture.querySelectorAll(".shade, .frame, .guide")) full.append(drawn.cloneNode());
    let box = [0, 0, width, height];
    const set = (next) => { box = next; full.setAttribute("viewBox", box.join(" ")); };
    const zoom = (by, x = box[0] + box[2] / 2, y = box[1] + box[3] / 2) => {
      const scale = Math.min(1 / by, Math.max(1, 4 * width / box[2]));
      const w = Math.min(width * 4, Math.max(width / 64, box[2] * scale)), h = w * height / width;
      set([x - (x - box[0]) * w / box[2], y - (y - box[1]) * h / box[3], w, h]);
    };
    const pan = (x, y) => set([box[0] + x * box[2], box[1] + y * box[3], box[2], box[3]]);
    const at = (event) => { const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(full.getScreenCTM().inverse()); return [point.x, point.y]; };
    full.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...at(event)); }, { passive: false });
    let held = null;
    full.addEventListener("pointerdown", (event) => { held = at(event); full.setPointerCapture(event.pointerId); });
    full.addEventListener("pointermove", (event) => { if (!held) return; const [x, y] = at(event); set([box[0] + held[0] - x, box[1] + held[1] - y, box[2], box[3]]); });
    full.addEventListener("pointerup", () => { held = null; });
    const real = () => { const w = full.clientWidth, h = full.clientHeight; set([(width - w) / 2, (height - h) / 2, w, h]); };
    const button = (text, label, act) => make("button", { type: "button", "aria-label": label, onclick: act }, text);
    const boxes = make("button", { type: "button", "aria-pressed": "true", onclick: () => {
      const shown = boxes.getAttribute("aria-pressed") !== "true";
      boxes.setAttribute("aria-pressed", String(shown));
      for (const one of full.querySelectorAll("path")) one.style.display = shown ? "" : "none";
    } }, "Boxes");
    $("viewer").onkeydown = (event) => {
      const steps = { "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(.8), 0: () => set([0, 0, width, height]), 1: real, b: () => boxes.click(), ArrowLeft: () => pan(-.1, 0), ArrowRight: () => pan(.1, 0), ArrowUp: () => pan(0, -.1), ArrowDown: () => pan(0, .1) };
      if (!steps[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      steps[event.key]();
    };
    $("viewer").replaceChildren(full, make("p", {}, make("span", {}, width + " × " + height), full.querySelector("path") ? boxes : null, button("−", "Smaller", () => zoom(.8)), button("+", "Larger", () => zoom(1.25)), button("1:1", "Own pixels", real), button("Whole", "The whole picture", () => set([0, 0, width, height])), button("Close", "Close", () => $("viewer").close())));
    $("viewer").showModal();
    full.focus();
  };
  $("item").addEventListener("click", (event) => { const picture = event.target.closest(".shot svg"); if (picture) enlarge(picture); });
  $("item").addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches(".shot svg")) enlarge(event.target); });
  $("viewer").addEventListener("close", () => $("viewer").replaceChildren());

  // ---- presenting: a turn at a time, the answer when it is asked for
  let staged = null;
  const present = () => {
    const article = $("item").querySelector("article");
    if (!article) return;
    const turns = [...article.querySelectorAll(".talk > .turn")];
    staged = { turns, at: 0, open: false, title: article.querySelector("h1").textContent, aside: article.querySelector("aside") };
    $("stage").hidden = false;
    stage(0);
    $("stage").focus();
  };
  const stage = (by) => {
    // The last step is the answer, behind a veil, and then what came of it.
    const { turns } = staged, next = staged.at + by;
    if (next < 0 || next > turns.length) return;
    const hides = (turn) => turn.matches(".answer");
    if (by > 0 && staged.at < turns.length && hides(turns[staged.at]) && !staged.open) { staged.open = true; by = 0; }
    if (by !== 0) { staged.at = next; staged.open = by < 0; }
    const atEnd = staged.at === turns.length, turn = atEnd ? null : turns[staged.at];
    const content = atEnd ? make("div", { className: "cols" }, staged.aside.cloneNode(true))
      : hides(turn) && !staged.open ? make("div", {}, turn.querySelector("h3").cloneNode(true), make("button", { type: "button", className: "veil", onclick: () => { stage(1); $("stage").focus(); } }, "The answer. Press → to show it."))
      : copy(turn);
    for (const call of content.querySelectorAll("details")) call.open = false;
    $("stage").replaceChildren(content, make("footer", {}, make("span", {}, staged.title + " · " + (atEnd ? "what came of it" : (staged.at + 1) + " of " + turns.length)),
      make("button", { type: "button", onclick: () => { stage(-1); $("stage").focus(); } }, "←"), make("button", { type: "button", onclick: () => { stage(1); $("stage").focus(); } }, "→"), make("button", { type: "button", onclick: leave }, "Close")));
    $("stage").scrollTop = 0;
  };
  // Pictures that a turn shows again refer to the article, which is still there: only their own ids are dropped.
  const copy = (turn) => {
    const made = turn.cloneNode(true);
    for (const one of made.querySelectorAll("[id]")) one.removeAttribute("id");
    return made;
  };
  const leave = () => { staged = null; $("stage").hidden = true; $("stage").replaceChildren(); };

  // ---- two runs
  const showComparison = async () => {
    const [a, b] = view.compare.split("-").map(Number);
    const choice = (label, chosen, change) => make("select", { "aria-label": label, onchange: (event) => change(event.target.value) },
      ...runs.filter((run) => run.thing === "trace").map((run) => make("option", { value: run.run, selected: run.run === chosen }, label + ": " + run.title)));
    const tools = make("div", { className: "tools" }, make("a", { className: "up", href: address({ ...view, compare: null }) }, "All traces"), choice("A", a, (to) => go({ compare: to + "-" + b })), choice("B", b, (to) => go({ compare: a + "-" + to })));
    $("item").replaceChildren(tools, make("p", { className: "notice", role: "status" }, "Comparing…"));
    const wanted = view.compare;
    try {
      const found = await ask("/api/compare", new URLSearchParams({ a, b }));
      if (view.compare !== wanted) return;
      const holder = document.createElement("template");
      holder.innerHTML = found.html;
      $("item").replaceChildren(tools, holder.content);
      document.title = "A and B";
    } catch (problem) {
      $("item").replaceChildren(tools, make("p", { className: "notice bad" }, problem.message));
    }
  };

  // ---- what is shown
  let last = null;
  const show = () => {
    view = readView();
    const single = view.id !== null || view.compare !== null;
    if (staged) leave();
    if ($("viewer").open) $("viewer").close();
    $("overview").hidden = single;
    $("item").hidden = !single;
    if (single) { quietly(view.compare !== null ? showComparison() : showItem()); return; }
    item = null;
    const run = runs[view.run];
    document.title = run ? run.title : "SPAgent";
    $("title").textContent = run?.title ?? "SPAgent";
    if (document.activeElement !== $("search")) $("search").value = view.q;
    $("sort").value = view.sort;
    $("run").value = view.run;
    showChips();
    showState();
    const filtered = String(filters(view));
    const place = places.get(location.hash);
    quietly(showList().then(() => { if (place !== undefined) scrollTo(0, place); else $("list").querySelector("[aria-current]")?.scrollIntoView({ block: "center" }); }));
    if (filtered !== last) { last = filtered; quietly(showSides()); }
  };
  const showState = () => {
    const run = runs[view.run];
    if (!run) return;
    const { known, failures, per_minute: rate, at_work: atWork } = run.state;
    $("known").textContent = count(known, run.thing) + (failures ? " · " + count(failures, "failure") : "");
    $("live").replaceChildren(...(atWork ? ["· ", make("b", {}, "under way"), rate ? ", " + rate.toLocaleString("en") + " a minute" : ""] : []));
  };

  // ---- live
  let due = null;
  const listen = () => {
    const events = new EventSource("/api/events");
    events.onmessage = (event) => {
      const { run, state } = JSON.parse(event.data);
      const grown = runs[run] && (runs[run].state.indexed !== state.indexed || runs[run].state.known !== state.known || runs[run].state.marks !== state.marks);
      if (runs[run]) runs[run].state = state;
      if (run !== view.run) return;
      showState();
      if (!grown || due || view.id !== null || view.compare !== null) return;
      // Not at every trace of a fast run.
      due = setTimeout(() => { due = null; if (view.id === null && view.compare === null) { quietly(showList()); quietly(showSides()); } else last = null; }, state.indexed < state.known ? 400 : 1000);
    };
    events.onerror = () => { $("live").textContent = "· the server does not answer"; };
    events.onopen = () => showState();
  };

  // ---- keys
  const keys = [
    ["/", "search"], ["j, →", "next, in the order of the list"], ["k, ←", "previous"], ["Enter", "open the chosen one"], ["Esc", "back to the list"],
    ["+ - u", "keep, drop, take it back"], ["n, #, a", "write a note, a tag, a better answer"],
    ["p", "present: a turn at a time"], ["c", "compare two runs"], ["t", "light or dark"], ["?", "these keys"],
    ["+ - 0 1 b", "in a large picture: larger, smaller, whole, own pixels, boxes; arrows move it"],
  ];
  const showKeys = () => {
    $("keys").replaceChildren(make("h2", {}, "Keys"), make("dl", {}, ...keys.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)])), make("button", { type: "button", onclick: () => $("keys").close() }, "Close"));
    $("keys").showModal();
  };
  const choose = (by) => {
    const rows = [...$("list").querySelectorAll("li[data-at]")];
    if (!rows.length) return;
    const now = rows.findIndex((one) => one.getAttribute("aria-current"));
    const next = now < 0 ? 0 : now + by;
    if (next < 0 || next >= rows.length) return;
    rows[now]?.removeAttribute("aria-current");
    rows[next].setAttribute("aria-current", "true");
    rows[next].scrollIntoView({ block: "nearest" });
    rows[next].querySelector("a").focus({ preventScroll: true });
  };
  const theme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("spagent-theme", root.dataset.theme);
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open || $("viewer").open) return;
    const key = event.key, typing = event.target.matches("input, select, textarea"), single = view.id !== null || view.compare !== null;
    if (staged) {
      const act = { ArrowRight: () => stage(1), " ": () => stage(1), PageDown: () => stage(1), ArrowLeft: () => stage(-1), PageUp: () => stage(-1), Escape: leave, j: () => stage(1), k: () => stage(-1), p: leave }[key];
      if (act && !(key === " " && event.target.matches("button"))) { event.preventDefault(); act(); }
      return;
    }
    if (key === "Escape") {
      if (typing) event.target.blur();
      else if (single) go({ id: null, compare: null });
      return;
    }
    if (typing) return;
    const acts = {
      "/": () => { if (single) go({ id: null, compare: null }); $("search").focus(); },
      "?": showKeys, t: theme,
      j: () => view.id !== null ? quietly(neighbour(1)) : single || choose(1), k: () => view.id !== null ? quietly(neighbour(-1)) : single || choose(-1),
      ArrowRight: () => view.id !== null && quietly(neighbour(1)), ArrowLeft: () => view.id !== null && quietly(neighbour(-1)),
      "+": () => marked("keep"), "-": () => marked("drop"), u: () => marked("none"),
      n: () => write("note"), "#": () => write("tag"), a: () => write("answer"),
      p: () => present(), c: () => !$("compare").hidden && $("compare").click(),
    };
    if (!acts[key]) return;
    event.preventDefault();
    acts[key]();
  });

  let typed = null;
  $("search").addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => go({ q: $("search").value, offset: 0, at: null }, true), 150); });
  $("sort").addEventListener("change", () => go({ sort: $("sort").value, offset: 0, at: null }));
  $("run").addEventListener("change", () => go({ run: Number($("run").value), q: "", f: [], r: [], offset: 0, at: null }));
  $("narrow").addEventListener("click", () => $("narrow").setAttribute("aria-expanded", String($("facets").classList.toggle("open"))));
  $("theme").addEventListener("click", theme);
  $("help").addEventListener("click", showKeys);
  $("compare").addEventListener("click", () => { const traces = runs.filter((run) => run.thing === "trace"); go({ compare: traces[0].run + "-" + traces[1].run, id: null }); });
  addEventListener("hashchange", show);
  root.dataset.theme = localStorage.getItem("spagent-theme") ?? "";
  if (!root.dataset.theme) delete root.dataset.theme;

  quietly(ask("/api/runs").then((known) => {
    ({ runs, marks } = known);
    $("run").replaceChildren(...runs.map((run) => make("option", { value: run.run }, run.title)));
    $("run").hidden = runs.length < 2;
    $("compare").hidden = runs.filter((run) => run.thing === "trace").length < 2;
    if (runs.some((run) => run.thing === "session")) for (const option of $("sort").options) if (option.value === "far") option.hidden = runs.every((run) => run.thing === "session");
    show();
    listen();
  }));
})();
