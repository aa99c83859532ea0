// The tray: rows from the portal, with this tab's exact progress on top.
import { addresses, progress, resume, stop } from "./uploads-sending.js";

const tray = document.getElementById("tray");
const rows = document.getElementById("uploads");

const rowOf = (url) => rows.querySelector(`[data-upload="${url.split("/").at(-2)}"]`);

function show(url) {
  const row = rowOf(url);
  const { sent, size } = progress(url) || {};
  if (!row || row.dataset.state !== "receiving" || !size) return;
  const bar = row.querySelector("[data-portal]");
  bar.value = Math.max(bar.value, Math.floor((sent * 100) / size));
}

const showAll = () => [...addresses()].forEach(show);

document.addEventListener("upload-progress", ({ detail }) => show(detail));
rows.addEventListener("htmx:afterSwap", showAll);

rows.addEventListener("click", ({ target }) => {
  const row = target.closest("[data-cancels]")?.closest("[data-upload]");
  const url = row && [...addresses()].find((one) => rowOf(one) === row);
  if (url) stop(url);
});

// The tray polls every second: its head shows an outage, instead of a notice for each request.
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  rows.addEventListener(name, (event) => {
    event.stopPropagation();
    document.getElementById("tray-head").textContent = "The portal can’t be reached";
  });
}

tray.open = sessionStorage.getItem("tray") !== "closed";
tray.addEventListener("toggle", () => sessionStorage.setItem("tray", tray.open ? "open" : "closed"));

resume();
