"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const pageSize = 50;
  const unmarked = "none", names = { outcome: "Outcome", tool: "Tool", finding: "Finding", model: "Model", verdict: "Verdict", tag: "Tag" };
  const words = {
    outcome: { read: "Answer read", unread: "No answer read", "failed-call": "A call failed", "no-call": "No tool called", found: "With findings", answered: "Answered", failed: "Failed", unreadable: "Unreadable" },
    figures: { score: "Reward", km: "Distance, km", turns: "Turns", calls: "Calls", tokens: "Tokens", duration: "Time, ms", lat: "Latitude", lon: "Longitude", findings: "Findings", failed: "Failed calls" },
  };

  // Text goes in as text: nothing of a trace becomes markup here.
  const { make, draw, pressed, theme, present, prepare, close, isOpen } = spagentReader;
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
  const notice = (text) => { $(view.id === null && view.compare === null ? "indexed" : "said").textContent = text; };

  // ---- the list
  let listing = null, charting = null;
  // The chosen row is known by its id: rows that come in move it.
  const showList = async (live = false, left = null) => {
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
    const chosen = live ? $("list").querySelector("[aria-current]")?.dataset.id ?? "" : left, held = document.activeElement?.closest("#list li")?.dataset.id;
    $("list").replaceChildren(...page.items.map((item, i) => row(item, view.offset + i, chosen)));
    if (held !== undefined) [...$("list").children].find((one) => one.dataset.id === held)?.querySelector("a").focus({ preventScroll: true });
    if (page.items.length === 0) $("list").append(make("li", { className: "notice" }, page.complete ? "Nothing fits." : "Nothing so far."));
    const last = Math.max(0, Math.ceil(page.total / pageSize) - 1), now = Math.floor(view.offset / pageSize);
    const step = (name, to, enabled) => make("button", { type: "button", disabled: !enabled, onclick: () => { go({ offset: to * pageSize }); $("found").scrollIntoView(); } }, name);
    $("pager").replaceChildren(...(last === 0 ? [] : [step("← previous page", now - 1, now > 0), make("span", {}, "page " + (now + 1).toLocaleString("en") + " of " + (last + 1).toLocaleString("en")), step("next page →", now + 1, now < last)]));
  };
  const row = (item, at, chosen) => {
    const sizes = [count(item.turns, "turn"), count(item.calls, "call"), ...(item.findings ? [count(item.findings, "finding")] : [])].join(" · ");
    const meter = item.score === null ? make("span", { className: "gap" })
      : Object.assign(draw("svg", { class: "meter", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { width: 100 * Math.min(1, Math.max(0, item.score)), height: 6 })));
    const verdict = make("span", { className: "verdict " + (item.verdict === "keep" ? "good" : "bad") }, item.verdict ?? "");
    const right = item.km !== null && item.km !== undefined ? round(item.km) + " km" : "";
    return make("li", { "data-at": at, "data-id": item.id, "aria-current": (chosen === null ? view.at === at : item.id === chosen) ? "true" : null },
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
    // Until it is there, keys mark nothing.
    item = null;
    const wanted = view.id, run = view.run, up = make("a", { className: "up", href: address({ ...view, id: null }) }, "All " + (runs[run]?.thing ?? "trace") + "s");
    $("item").replaceChildren(make("p", { className: "notice", role: "status" }, "Replaying its pictures…"));
    let found;
    try {
      found = await ask("/api/item", new URLSearchParams({ run, id: wanted }));
    } catch (problem) {
      if (view.id === wanted && view.run === run) $("item").replaceChildren(make("div", { className: "tools" }, up), make("p", { className: "notice bad" }, problem.message));
      return;
    }
    if (view.id !== wanted || view.run !== run) return;
    item = found;
    // The server has escaped every text in it, and the policy of this page runs nothing that stands in a document.
    const holder = document.createElement("template");
    holder.innerHTML = found.html;
    const article = holder.content.querySelector("article"), crumb = article.querySelector(".crumb");
    crumb.replaceChildren(
      up, make("span", { className: "gap" }),
      make("button", { type: "button", onclick: () => present(article) }, "Present"),
      make("button", { type: "button", className: "step", disabled: !(view.at > 0), onclick: () => quietly(neighbour(-1)) }, "← previous"),
      make("button", { type: "button", className: "step", onclick: () => quietly(neighbour(1)) }, "next →"));
    prepare(article);
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
  // Fields stay while answers come in: somebody may be writing in one.
  const showMarks = () => {
    const bar = $("item").querySelector(".marks");
    if (!bar || !item) return;
    const { run, id, label } = item, set = (change) => quietly(mark(run, id, change));
    if (!bar.firstChild) {
      const verdict = (name, text, key) => make("button", { type: "button", "data-verdict": name, title: "Key " + key, onclick: () => set({ verdict: item.label.verdict === name ? "none" : name }) }, text);
      const field = (name, text, change) => make("input", { type: "text", placeholder: text, "aria-label": text, "data-field": name, maxLength: 10000, onchange: (event) => change(event.target) });
      const addTag = (input) => { const tag = input.value.trim(); input.value = ""; if (tag) set({ tags: [tag] }); };
      bar.append(verdict("keep", "Keep", "+"), verdict("drop", "Drop", "-"), make("span", { className: "tags" }), field("tag", "Add a tag", addTag),
        field("note", "Note", (input) => set({ note: input.value })), field("answer", "A better answer", (input) => set({ answer: input.value })));
    }
    for (const button of bar.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", String(label.verdict === button.dataset.verdict));
    const tags = bar.querySelector(".tags"), fieldOf = (name) => bar.querySelector("[data-field=" + name + "]");
    if (tags.contains(document.activeElement)) fieldOf("tag").focus();
    tags.replaceChildren(...label.tags.map((tag) => make("button", { type: "button", "aria-label": "Remove the tag " + tag, onclick: () => set({ untag: [tag] }) }, "# " + tag + " ×")));
    for (const name of ["note", "answer"]) if (fieldOf(name) !== document.activeElement) fieldOf(name).value = label[name] ?? "";
  };
  const marked = (verdict) => {
    if (!marks || view.compare !== null) return;
    if (view.id !== null) { if (item) quietly(mark(item.run, item.id, { verdict })); return; }
    const chosen = $("list").querySelector("[aria-current]");
    if (chosen) quietly(mark(view.run, chosen.dataset.id, { verdict }));
  };
  const write = (field) => { if (marks && view.id !== null) $("item").querySelector(".marks [data-field=" + field + "]")?.focus(); };

  // ---- pictures in full size
  const numberOf = (picture) => /-(\d+)$/.exec(picture.querySelector("image")?.id ?? picture.querySelector("use")?.getAttribute("href") ?? "")?.[1];
  spagentReader.source = (picture) => {
    const number = numberOf(picture);
    return number === undefined || !item ? null : "/api/picture?" + new URLSearchParams({ run: item.run, id: item.id, number });
  };

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
      if (view.compare === wanted) $("item").replaceChildren(tools, make("p", { className: "notice bad" }, problem.message));
    }
  };

  // ---- what is shown
  let last = null;
  const show = () => {
    view = readView();
    const single = view.id !== null || view.compare !== null;
    close();
    $("overview").hidden = single;
    $("item").hidden = !single;
    if (single) { quietly(view.compare !== null ? showComparison() : showItem()); return; }
    const left = item?.run === view.run ? item.id : null;
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
    quietly(showList(false, left).then(() => { if (place !== undefined) scrollTo(0, place); else $("list").querySelector("[aria-current]")?.scrollIntoView({ block: "center" }); }));
    if (filtered !== last) { last = filtered; quietly(showSides()); }
  };
  const showState = () => {
    const run = runs[view.run];
    if (!run) return;
    const { known, failures, per_minute: rate, at_work: atWork } = run.state;
    $("known").textContent = count(known, run.thing) + (failures ? " · " + count(failures, "failure") : "");
    $("live").replaceChildren(...(atWork ? ["· ", make("b", {}, "under way"), rate ? ", " + rate.toLocaleString("en") + " a minute" : ""] : []));
    showQueue(run.state.queue);
  };
  const showQueue = (queue) => {
    const element = $("queue"), sum = (field) => queue.workers.reduce((all, worker) => all + worker[field], 0);
    element.hidden = !queue;
    if (!queue) return;
    element.firstElementChild.textContent = count(queue.workers.length, "worker") + ", " + sum("in_flight").toLocaleString("en") + " leased of " + queue.out.toLocaleString("en") + " out, " + round(sum("per_second")) + "/s";
    element.lastElementChild.replaceChildren(...queue.workers.map((worker) => make("li", {}, worker.name + ": " + worker.in_flight + " of " + worker.workers + " leased, " + round(worker.per_second) + "/s, " + worker.done.toLocaleString("en") + " done" + (worker.failed ? ", " + worker.failed + " failed" : ""))));
  };

  // ---- live
  let due = null, events = null;
  // Browsers open six connections to a server, over all tabs: one that nobody sees holds none of them.
  const listen = () => {
    if (document.hidden) { events?.close(); events = null; return; }
    if (events) return;
    events = new EventSource("/api/events");
    events.onmessage = (event) => {
      const { run, state } = JSON.parse(event.data);
      const grown = runs[run] && (runs[run].state.indexed !== state.indexed || runs[run].state.known !== state.known || runs[run].state.marks !== state.marks);
      if (runs[run]) runs[run].state = state;
      if (run !== view.run) return;
      showState();
      if (!grown || due || view.id !== null || view.compare !== null) return;
      // Not at every trace of a fast run.
      due = setTimeout(() => { due = null; if (view.id === null && view.compare === null) { quietly(showList(true)); quietly(showSides()); } else last = null; }, state.indexed < state.known ? 400 : 1000);
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
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open || isOpen()) return;
    const key = event.key, typing = event.target.matches("input, select, textarea"), single = view.id !== null || view.compare !== null;
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
      p: () => { const article = view.id !== null && $("item").querySelector("article"); if (article) present(article); }, c: () => !$("compare").hidden && $("compare").click(),
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
  $("help").addEventListener("click", showKeys);
  $("compare").addEventListener("click", () => { const traces = runs.filter((run) => run.thing === "trace"); go({ compare: traces[0].run + "-" + traces[1].run, id: null }); });
  addEventListener("hashchange", show);

  quietly(ask("/api/runs").then((known) => {
    ({ runs, marks } = known);
    $("run").replaceChildren(...runs.map((run) => make("option", { value: run.run }, run.title)));
    $("run").hidden = runs.length < 2;
    $("compare").hidden = runs.filter((run) => run.thing === "trace").length < 2;
    if (runs.some((run) => run.thing === "session")) for (const option of $("sort").options) if (option.value === "far") option.hidden = runs.every((run) => run.thing === "session");
    show();
    listen();
    document.addEventListener("visibilitychange", listen);
  }));
})();
