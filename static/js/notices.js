// Notices: those rendered with the page, and those sent by a response with HX-Trigger.
const list = document.getElementById("notices");
const SECONDS = 6;

function show() {
  // Shown in the top layer, so that an open dialog doesn't cover it.
  if (list.matches(":popover-open")) list.hidePopover();
  if (list.querySelector(".note")) list.showPopover();
}

function settle(note) {
  // An error stays until it's dismissed.
  if (!note.classList.contains("note-error")) setTimeout(() => remove(note), SECONDS * 1000);
}

function remove(note) {
  note.remove();
  if (!list.querySelector(".note")) list.hidePopover();
}

function add({ text, level = "info" }) {
  const note = document.getElementById(`notice-${level}`).content.firstElementChild.cloneNode(true);
  note.querySelector("span").textContent = text;
  list.append(note);
  show();
  settle(note);
}

list.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) remove(event.target.closest(".note"));
});
document.addEventListener("notice", (event) => add(event.detail));
show();
list.querySelectorAll(".note").forEach(settle);
