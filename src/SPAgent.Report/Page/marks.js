"use strict";
// Marks a person makes: kept in this browser, downloaded as labels.jsonl for spagent label DIR --merge FILE.
(() => {
  const $ = (selector) => document.querySelector(selector), all = (selector) => [...document.querySelectorAll(selector)];
  const { make, current } = spagentReader;
  const start = "spagent.label.", memory = new Map();
  let kept = true;
  // Storage may be forbidden, or full: then a mark lives as long as the page.
  const read = (key) => { try { return localStorage.getItem(key) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; } };
  const write = (key, value) => { memory.set(key, value); try { localStorage.setItem(key, value); } catch { kept = false; } };
  const parsed = (text) => { try { const value = JSON.parse(text); return value && typeof value === "object" ? value : null; } catch { return null; } };

  const key = (element) => start + element.dataset.mark + "." + element.dataset.record;
  const known = (element) => parsed(element.dataset.label ?? "") ?? {};
  // What was marked here, unless what the page was written with is later.
  const change = (element) => { const own = parsed(read(key(element))); return own && !(known(element).at >= own.at) ? own : null; };
  const state = (element) => {
    const first = known(element), own = change(element) ?? {}, tags = new Set(first.tags ?? []);
    for (const tag of own.untag ?? []) tags.delete(tag);
    for (const tag of own.tags ?? []) tags.add(tag);
    const of = (name) => (name in own ? own[name] : first[name]) || "";
    return { verdict: of("verdict"), note: of("note"), answer: of("answer"), tags: [...tags].sort() };
  };
  const set = (element, what) => {
    const random = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const at = new Date(Math.max(Date.now(), (Date.parse(known(element).at ?? "") || 0) + 1)).toISOString();
    write(key(element), JSON.stringify({ ...change(element), ...what, at, label_id: element.dataset.mark + "-" + random }));
    show();
  };
  const setTags = (element, text) => {
    const tags = [...new Set(text.split(",").map((tag) => tag.trim().slice(0, 100)).filter(Boolean))], own = change(element) ?? {};
    const before = [...known(element).tags ?? [], ...own.tags ?? [], ...own.untag ?? []];
    set(element, { tags, untag: [...new Set(before)].filter((tag) => !tags.includes(tag)) });
  };
  const setVerdict = (element, verdict) => set(element, { verdict: state(element).verdict === verdict ? null : verdict });

  const records = all(".list [data-record]").length ? all(".list [data-record]") : all(".crumb[data-record]");
  if (records.length === 0) return;
  const who = make("input", { maxLength: 100, value: read("spagent.who") ?? "", autocomplete: "name" });
  const download = make("button", { type: "button" }), count = make("output");
  who.addEventListener("input", () => write("spagent.who", who.value.trim()));
  download.addEventListener("click", () => {
    const lines = records.filter(change).map((element) => {
      const { at, label_id, ...own } = change(element);
      const what = Object.fromEntries(Object.entries(own).filter(([, value]) => !Array.isArray(value) || value.length > 0));
      return JSON.stringify({ id: element.dataset.record, at, who: who.value.trim(), label_id, ...what }) + "\n";
    });
    const link = make("a", { href: URL.createObjectURL(new Blob(lines, { type: "application/jsonl" })), download: "labels.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  const bar = make("div", { className: "marks down", hidden: true }, count, make("label", {}, "Your name", who), download);
  ($(".list") ?? $(".keys") ?? $("article .facts"))?.before(bar);

  const choice = make("select", {}, ...[["", "Any label"], ["keep", "Kept"], ["drop", "Dropped"], ["none", "Unmarked"]]
    .map(([value, text]) => make("option", { value, textContent: text })));
  choice.setAttribute("aria-label", "Label");
  choice.value = document.documentElement.dataset.only ?? "";
  const narrow = () => $("#search")?.dispatchEvent(new Event("input"));
  choice.addEventListener("change", () => { document.documentElement.dataset.only = choice.value; narrow(); });
  $("#order")?.before(choice);

  // The article that is shown gets its buttons; the others need none.
  const panel = (article, element) => {
    const button = (verdict, text, shortcut) => {
      const made = make("button", { type: "button", className: verdict }, text + " ", make("kbd", { textContent: shortcut }));
      made.setAttribute("aria-keyshortcuts", shortcut);
      made.addEventListener("click", () => setVerdict(element, verdict));
      return made;
    };
    const field = (name, text, longest, changed) => {
      const input = make("input", { name, maxLength: longest });
      input.addEventListener("change", () => changed(input.value));
      return make("label", {}, text, input);
    };
    const made = make("div", { className: "marks own" }, button("keep", "Keep", "+"), button("drop", "Drop", "-"),
      field("tags", "Tags, by commas", 1000, (text) => setTags(element, text)),
      field("note", "Note", 10000, (note) => set(element, { note })),
      field("answer", "Better answer", 100000, (answer) => set(element, { answer })));
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", "Mark " + element.dataset.record);
    article.querySelector(".facts").after(made);
    return made;
  };
  const recordOf = (article) => article?.querySelector(".crumb[data-record]");
  const show = () => {
    const marked = records.filter(change).length;
    bar.hidden = marked === 0;
    count.textContent = marked + " marked here" + (kept ? "" : "; they are lost when this page is closed");
    download.textContent = "Download labels.jsonl";
    for (const row of all(".list [data-record]")) {
      const { verdict, tags } = state(row), text = [verdict, ...tags].filter(Boolean).join(", ");
      row.dataset.verdict = verdict || "none";
      const badge = row.querySelector(".mark") ?? row.querySelector(".what b").appendChild(make("span", { className: "mark" }));
      badge.textContent = text ? " " + text : "";
    }
    if (choice.value) narrow();
    const article = current(), element = recordOf(article);
    if (!element) return;
    const own = article.querySelector(".marks.own") ?? panel(article, element), now = state(element);
    for (const verdict of ["keep", "drop"]) own.querySelector("." + verdict).setAttribute("aria-pressed", now.verdict === verdict);
    for (const name of ["note", "answer"]) own.querySelector(`[name=${name}]`).value = now[name];
    own.querySelector("[name=tags]").value = now.tags.join(", ");
  };
  addEventListener("hashchange", show);
  addEventListener("storage", show);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const verdict = { "+": "keep", "-": "drop" }[event.key];
    const element = recordOf(current()) ?? event.target.closest(".list [data-record]");
    if (verdict && element) { event.preventDefault(); setVerdict(element, verdict); }
  });
  show();
})();
