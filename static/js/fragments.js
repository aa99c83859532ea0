// What htmx doesn't handle: unchanged live parts, an expired session, and failed requests.
const tags = new Map();
const notice = (text) => document.dispatchEvent(
  new CustomEvent("notice", { detail: { text, level: "error" } }),
);

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const tag = detail.verb === "get" && tags.get(detail.path);
  if (tag && detail.target.isConnected) detail.headers["If-None-Match"] = tag;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (document.body.contains(document.querySelector(".frame")) && /\/login\/$/.test(new URL(xhr.responseURL).pathname)) {
    event.detail.shouldSwap = false;
    location.reload();
  }
  const tag = xhr.getResponseHeader("ETag");
  if (tag && xhr.status === 200) tags.set(requestConfig.path, tag);
});

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const id = xhr.getResponseHeader("X-Request-ID");
  const reason = { 403: "Your role doesn’t allow this.", 404: "This is no longer there." }[xhr.status];
  notice(reason || `The portal answered with an error (${xhr.status}${id ? `, request ${id}` : ""}). Nothing on this page changed.`);
});

document.addEventListener("htmx:sendError", () => {
  notice("The portal can’t be reached. This page will work again when it is back.");
});

// The search field isn't replaced with the list: clear it when its filter is removed.
document.addEventListener("click", (event) => {
  const pill = event.target.closest("[data-clears]");
  const field = pill && document.getElementById(pill.dataset.clears);
  if (field) field.value = "";
});

// A live part doesn't poll while the page is hidden, a menu is open or a row is selected. A link
// in it that has the focus gets it back after the swap.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  const busy = "main details.menu[open], [data-picks] [name=pick]:checked";
  if (elt.matches('[hx-trigger^="every"]')) {
    if (document.hidden || (target.closest("main") && document.querySelector(busy))) event.preventDefault();
  }
  const link = target.contains(document.activeElement) && document.activeElement.getAttribute("href");
  target.dataset.focused = link || "";
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  const href = target.dataset?.focused;
  if (href) target.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
});
