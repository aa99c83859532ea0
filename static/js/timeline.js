// Links the bars of a timeline to the rows of its table; the arrow keys move between the bars.
const within = (node) => node.closest("#results");
const bars = (root) => [...root.querySelectorAll("a.bar")];

function light(root, number) {
  for (const lit of root.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  if (!number) return;
  for (const one of root.querySelectorAll(`[data-segment="${number}"]`)) one.classList.add("is-lit");
  const said = root.querySelector("[data-said]");
  const title = root.querySelector(`#bar-${number} > title`);
  if (said && title) said.textContent = title.textContent;
}

for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    const root = within(target);
    if (root) light(root, target.closest("[data-segment]")?.dataset.segment);
  });
}

// Tab reaches only one bar; the arrow keys move to the others.
function rove(root) {
  const said = root.querySelector("[data-said]");
  if (said) said.hidden = false;
  bars(root).forEach((bar, at) => bar.setAttribute("tabindex", at ? "-1" : "0"));
}

function go(root, bar) {
  for (const one of bars(root)) one.setAttribute("tabindex", one === bar ? "0" : "-1");
  bar.focus();
  bar.dispatchEvent(new CustomEvent("timeline:show", { bubbles: true, detail: bar }));
}

document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.("a.bar");
  if (!bar) return;
  const root = within(bar);
  const all = bars(root).sort((one, other) => one.dataset.segment - other.dataset.segment);
  const at = all.indexOf(bar);
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  go(root, all[to]);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-to-bar]");
  const bar = link && document.getElementById(link.hash.slice(1));
  if (!bar) return;
  event.preventDefault();
  within(link).querySelector("[data-timeline]").scrollIntoView({ block: "nearest" });
  go(within(link), bar);
});

const start = () => document.querySelectorAll("#results").forEach(rove);
document.addEventListener("htmx:load", start);
start();
