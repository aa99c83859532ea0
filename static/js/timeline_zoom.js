// Zooms a timeline: its inner drawings are in per cent, so only their viewport moves.
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
const SVG = "http://www.w3.org/2000/svg";
const ROOM_FOR_TITLE = 44;
const PIXELS_A_TICK = 90;
const LABEL_EDGE = 0.03;
const SHORTEST_SECONDS = 10;

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

class Zoom {
  // `from` and `span` are fractions of the whole length.
  constructor(root) {
    this.root = root;
    this.length = Number(root.dataset.length);
    this.over = root.querySelector("[data-over]");
    this.window = root.querySelector("[data-window]");
    this.least = Math.min(1, SHORTEST_SECONDS / this.length);
    this.from = 0;
    this.span = 1;
    root.querySelector("[data-zoom-bar]").hidden = this.over.hidden = false;
    new ResizeObserver(() => this.draw()).observe(root);
    this.over.addEventListener("pointerdown", (event) => this.hold(event));
    this.over.addEventListener("keydown", (event) => this.press(event));
    root.addEventListener("timeline:show", ({ detail }) => this.show(detail));
    root.addEventListener("click", (event) => {
      const by = event.target.closest("[data-zoom-by]")?.dataset.zoomBy;
      if (by) this.zoom(Number(by));
    });
    root.querySelector(".timeline-lanes").addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  place(from, span) {
    this.span = clamp(span, this.least, 1);
    this.from = clamp(from, 0, 1 - this.span);
    this.draw();
  }

  zoom(by, at = this.from + this.span / 2) {
    const span = by ? clamp(this.span * by, this.least, 1) : 1;
    this.place(at - ((at - this.from) / this.span) * span, span);
  }

  show(bar) {
    const shape = bar.querySelector("svg");
    const [begin, width] = [shape.getAttribute("x"), shape.getAttribute("width")].map((text) => parseFloat(text) / 100);
    if (begin < this.from || begin + width > this.from + this.span) this.place(begin + width / 2 - this.span / 2, this.span);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.root.querySelector(".timeline-drawing").getBoundingClientRect();
    const at = this.from + this.span * clamp((event.clientX - box.left) / box.width, 0, 1);
    this.zoom(event.deltaY > 0 ? 1.25 : 0.8, at);
  }

  hold(event) {
    const box = this.over.getBoundingClientRect();
    const at = (one) => (one.clientX - box.left) / box.width;
    const inside = at(event) >= this.from && at(event) <= this.from + this.span;
    const grip = inside ? at(event) - this.from : this.span / 2;
    const move = (one) => this.place(at(one) - grip, this.span);
    this.over.setPointerCapture(event.pointerId);
    this.over.classList.add("is-held");
    this.over.addEventListener("pointermove", move);
    this.over.addEventListener("lostpointercapture", () => {
      this.over.removeEventListener("pointermove", move);
      this.over.classList.remove("is-held");
    }, { once: true });
    move(event);
  }

  press(event) {
    const acts = {
      ArrowLeft: () => this.place(this.from - this.span / 10, this.span),
      ArrowRight: () => this.place(this.from + this.span / 10, this.span),
      Home: () => this.place(0, this.span),
      End: () => this.place(1, this.span),
      "+": () => this.zoom(0.5),
      "=": () => this.zoom(0.5),
      "-": () => this.zoom(2),
      0: () => this.zoom(0),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    acts[event.key]();
  }

  draw() {
    for (const view of this.root.querySelectorAll("[data-zoomed]")) {
      view.setAttribute("x", `${(-100 * this.from) / this.span}%`);
      view.setAttribute("width", `${100 / this.span}%`);
    }
    this.window.setAttribute("x", `${100 * this.from}%`);
    this.window.setAttribute("width", `${100 * this.span}%`);
    this.over.setAttribute("aria-valuenow", String(Math.round(100 * this.from)));
    this.over.setAttribute("aria-valuetext", `${clock(this.from * this.length)} to ${clock((this.from + this.span) * this.length)}`);
    const width = this.root.querySelector(".timeline-drawing").clientWidth / this.span;
    for (const bar of this.root.querySelectorAll("a.bar")) {
      const share = parseFloat(bar.querySelector("svg").getAttribute("width")) / 100;
      bar.classList.toggle("has-room", share * width >= ROOM_FOR_TITLE);
    }
    this.tick(width);
  }

  tick(width) {
    const step = STEPS.find((one) => (one / this.length) * width >= PIXELS_A_TICK) || this.length;
    const first = Math.max(0, Math.floor((this.from * this.length) / step));
    const last = Math.ceil(((this.from + this.span) * this.length) / step);
    const marks = [];
    for (let at = first; at <= last && at * step <= this.length; at += 1) marks.push(...this.mark(at * step));
    this.root.querySelector("[data-ticks]").replaceChildren(...marks);
  }

  mark(seconds) {
    const x = `${(100 * seconds) / this.length}%`;
    const line = document.createElementNS(SVG, "line");
    const text = document.createElementNS(SVG, "text");
    for (const [name, value] of [["x1", x], ["x2", x], ["y1", "16"], ["y2", "100%"]]) line.setAttribute(name, value);
    text.setAttribute("x", x);
    text.setAttribute("y", "11");
    const share = (seconds / this.length - this.from) / this.span;
    text.setAttribute("text-anchor", share < LABEL_EDGE ? "start" : share > 1 - LABEL_EDGE ? "end" : "middle");
    text.textContent = clock(seconds);
    return [line, text];
  }
}

const known = new WeakSet();
function start() {
  for (const root of document.querySelectorAll("[data-timeline]")) {
    if (!known.has(root)) known.add(root) && new Zoom(root);
  }
}
document.addEventListener("htmx:load", start);
start();
