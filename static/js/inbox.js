// Marks the row of the callback that is shown, also after htmx replaced the list or the callback.
function mark() {
  const shown = document.querySelector("[data-delivery]")?.dataset.delivery;
  for (const link of document.querySelectorAll(".inbox-list [data-row] a")) {
    if (shown && link.getAttribute("href") === shown) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  mark();
  if (detail.target.id !== "delivery") return;
  detail.target.scrollTop = 0;
  if (getComputedStyle(document.querySelector(".inbox-list")).display === "none") scrollTo(0, 0);
});
mark();
