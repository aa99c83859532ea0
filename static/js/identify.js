// The form of the identify page: dropped files, progress while sending, and error messages.
const MOST_BYTES = 100 * 1024 * 1024;
const form = document.getElementById("ask");

function start() {
  const picked = document.getElementById("id_sample");
  const drop = form.querySelector("[data-drop]");
  const meter = form.querySelector("[data-sending]");
  const bar = meter.querySelector("progress");
  const word = meter.querySelector("[data-sending-word]");
  const result = document.getElementById("result");

  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  drop.addEventListener("dragleave", (event) => {
    if (!drop.contains(event.relatedTarget)) drop.classList.remove("is-over");
  });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    const file = event.dataTransfer.files[0];
    if (!file) return;
    const one = new DataTransfer();
    one.items.add(file);
    picked.files = one.files;
    picked.dispatchEvent(new Event("change", { bubbles: true }));
  });

  picked.addEventListener("change", () => {
    document.getElementById("id_sample_error").replaceChildren();
    picked.setAttribute("aria-invalid", "false");
    const tooLarge = picked.files[0]?.size > MOST_BYTES;
    picked.setCustomValidity(tooLarge ? "This file is larger than 100 MB: cut a piece out of it, or convert it to MP3." : "");
    if (tooLarge) picked.reportValidity();
  });

  form.addEventListener("htmx:beforeSend", () => {
    meter.hidden = false;
    bar.value = 0;
    word.textContent = "Sending";
  });
  form.addEventListener("htmx:xhr:progress", ({ detail: { loaded, total } }) => {
    if (!total) return;
    bar.value = (loaded / total) * 100;
    if (loaded < total) return;
    bar.removeAttribute("value");
    word.textContent = "Listening";
  });
  form.addEventListener("htmx:afterRequest", () => {
    meter.hidden = true;
    for (const complaint of form.querySelectorAll(".complaint")) {
      const field = document.getElementById(complaint.id.replace("_error", ""));
      field.setAttribute("aria-invalid", String(complaint.childElementCount > 0));
    }
    // On a narrow page the result is below the visible part.
    result.scrollIntoView({ block: "nearest" });
  });

  // A rejected form (422) and a service that doesn't answer (502) come as a fragment to show.
  result.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.requestConfig.elt !== form || ![422, 502].includes(detail.xhr.status)) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });
}

if (form) start();
