"use strict";
// What a person does with what is on a page, written or served: theme, large pictures, a conversation turn by turn.
const spagentReader = (() => {
  const root = document.documentElement;
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
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  // Anything that is drawn, as a button.
  const pressed = (element, act) => {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "0");
    element.addEventListener("click", act);
    element.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); act(event); } });
    return element;
  };

  // ---- theme; storage may be forbidden
  const theme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("spagent-theme", root.dataset.theme); } catch { /* It holds until the page is closed. */ }
  };
  const recall = () => {
    let known = null;
    try { known = localStorage.getItem("spagent-theme"); } catch { /* As the system has it. */ }
    if (known === "dark" || known === "light") root.dataset.theme = known;
  };
  recall();
  addEventListener("pageshow", recall);
  document.addEventListener("click", (event) => { if (event.target.closest(".theme")) theme(); });

  // ---- pictures in full size
  // A server has the whole picture; a written page has what it shows.
  const reader = { source: null };
  const viewer = make("dialog", { id: "viewer", "aria-label": "Picture", onclose: () => viewer.replaceChildren() });
  const shown = (picture) => (picture.querySelector("image") ?? document.querySelector(picture.querySelector("use")?.getAttribute("href") ?? "#-"))?.getAttribute("href");
  const enlarge = (picture) => {
    const source = reader.source ? reader.source(picture) : shown(picture);
    if (!source) return;
    const [, , width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
    const full = draw("svg", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": width + " by " + height + " pixels", tabindex: "0" });
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
    viewer.onkeydown = (event) => {
      // Keys of the page below do nothing here.
      event.stopPropagation();
      const steps = { "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(.8), 0: () => set([0, 0, width, height]), 1: real, b: () => boxes.click(), ArrowLeft: () => pan(-.1, 0), ArrowRight: () => pan(.1, 0), ArrowUp: () => pan(0, -.1), ArrowDown: () => pan(0, .1) };
      if (!steps[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      steps[event.key]();
    };
    // A written page holds large pictures reduced.
    const size = make("span", {}, width + " × " + height), own = new Image();
    own.onload = () => { if (own.naturalWidth < width) size.append(", reduced to " + own.naturalWidth + " × " + own.naturalHeight + " in this page; spagent serve shows all pixels"); };
    if (!reader.source) own.src = source;
    viewer.replaceChildren(full, make("p", {}, size, full.querySelector("path") ? boxes : null, button("−", "Smaller", () => zoom(.8)), button("+", "Larger", () => zoom(1.25)), button("1:1", "Own pixels", real), button("Whole", "The whole picture", () => set([0, 0, width, height])), button("Close", "Close", () => viewer.close())));
    if (!viewer.isConnected) document.body.append(viewer);
    picture.focus({ preventScroll: true });
    viewer.showModal();
    if (!reader.source) real();
    full.focus();
  };
  document.addEventListener("click", (event) => { const picture = event.target.closest("article .shot svg"); if (picture) enlarge(picture); });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("article .shot svg")) enlarge(event.target); });

  // ---- presenting: a turn at a time, the answer when it is asked for
  const stage = make("div", { id: "stage", hidden: true, role: "dialog", "aria-label": "Presentation", tabindex: "-1" });
  let staged = null;
  const present = (article) => {
    const turns = [...article.querySelectorAll(".talk > .turn")];
    if (turns.length === 0) return;
    if (!stage.isConnected) document.body.append(stage);
    staged = { turns, at: 0, open: false, title: article.querySelector("h1").textContent, aside: article.querySelector("aside"), from: document.activeElement };
    stage.hidden = false;
    step(0);
    stage.focus();
  };
  const step = (by) => {
    // The last step is the answer, behind a veil, and then what came of it.
    const { turns } = staged, next = staged.at + by;
    if (next < 0 || next > turns.length) return;
    const hides = (turn) => turn.matches(".answer");
    if (by > 0 && staged.at < turns.length && hides(turns[staged.at]) && !staged.open) { staged.open = true; by = 0; }
    if (by !== 0) { staged.at = next; staged.open = by < 0; }
    const atEnd = staged.at === turns.length, turn = atEnd ? null : turns[staged.at];
    const content = atEnd ? make("div", { className: "cols" }, staged.aside.cloneNode(true))
      : hides(turn) && !staged.open ? make("div", {}, turn.querySelector("h3").cloneNode(true), make("button", { type: "button", className: "veil", onclick: () => { step(1); stage.focus(); } }, "The answer. Press → to show it."))
      : copy(turn);
    for (const call of content.querySelectorAll("details")) call.open = false;
    stage.replaceChildren(content, make("footer", {}, make("span", {}, staged.title + " · " + (atEnd ? "what came of it" : (staged.at + 1) + " of " + turns.length)),
      make("button", { type: "button", "aria-label": "Back", onclick: () => { step(-1); stage.focus(); } }, "←"), make("button", { type: "button", "aria-label": "On", onclick: () => { step(1); stage.focus(); } }, "→"), make("button", { type: "button", onclick: leave }, "Close")));
    stage.scrollTop = 0;
  };
  // Pictures that a turn shows again refer to the article, which is still there: only their own ids are dropped.
  const copy = (turn) => {
    const made = turn.cloneNode(true);
    for (const one of made.querySelectorAll("[id]")) one.removeAttribute("id");
    return made;
  };
  const leave = () => {
    if (!staged) return;
    const { from } = staged;
    staged = null;
    stage.hidden = true;
    stage.replaceChildren();
    from?.focus({ preventScroll: true });
  };
  addEventListener("keydown", (event) => {
    if (!staged || viewer.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const on = () => step(1), back = () => step(-1);
    const act = { ArrowRight: on, " ": on, PageDown: on, j: on, ArrowLeft: back, PageUp: back, k: back, Escape: leave, p: leave }[event.key];
    if (event.key !== "Tab") event.stopPropagation();
    if (act && !(event.key === " " && event.target.matches("button"))) { event.preventDefault(); act(); }
  }, true);

  // The article that is shown. By the address: a style knows the target only when the whole page is read.
  const current = () => {
    const named = document.getElementById(location.hash.slice(1));
    return named?.matches("article") ? named : document.body.classList.contains("pages") ? document.querySelector("article") : null;
  };
  const close = () => { leave(); if (viewer.open) viewer.close(); };
  addEventListener("hashchange", close);
  // Pictures of an article can be reached by keyboard.
  const prepare = (article) => {
    for (const picture of article.querySelectorAll(".shot svg")) {
      if (picture.getAttribute("role") === "button") continue;
      picture.setAttribute("tabindex", "0");
      picture.setAttribute("role", "button");
      picture.setAttribute("aria-label", "Enlarge the " + picture.getAttribute("aria-label"));
    }
  };
  return Object.assign(reader, { make, draw, pressed, theme, present, prepare, current, close, isOpen: () => viewer.open });
})();
