// Copies an id or key on click, and confirms it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  let level = "success";
  let text = button.title.replace("Copy", "Copied");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    level = "warning";
    text = "This browser doesn’t let the page copy. Select the text instead.";
  }
  button.classList.toggle("is-copied", level === "success");
  document.dispatchEvent(new CustomEvent("notice", { detail: { text, level } }));
});
