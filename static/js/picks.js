// Selected rows: shows how many, and selects the whole page at once.
document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-picks]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[name=pick]")];
  const whole = form.querySelector("[data-pick-all]");
  if (target === whole) boxes.forEach((box) => { box.checked = whole.checked; });
  const count = boxes.filter((box) => box.checked).length;
  whole.checked = count === boxes.length;
  whole.indeterminate = count > 0 && count < boxes.length;
  form.querySelector("[data-picked]").textContent = `${count} selected`;
});
