// Uploads files that are dropped anywhere on a page, or picked.
import { all } from "./uploads-kept.js";
import { changed, headers, isLive, send } from "./uploads-sending.js";

const drop = document.querySelector("[data-drop]");
const input = drop.querySelector("[data-drop-input]");
const veil = drop.querySelector("[data-drop-veil]");
const { target, targetId, begin, refreshes } = drop.dataset;

const notice = (text) => document.dispatchEvent(new CustomEvent("notice", { detail: { text, level: "error" } }));
const markOf = (file) => [target, targetId, file.name, file.size, file.lastModified].join("/");
const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

async function created(file) {
  const fields = { filename: file.name, target, target_id: targetId };
  const metadata = Object.entries(fields).map(([name, value]) => `${name} ${encoded(value)}`).join(",");
  const answer = await fetch(begin, {
    method: "POST",
    headers: { ...headers(), "Upload-Length": file.size, "Upload-Metadata": metadata },
  });
  if (answer.status === 201) return answer.headers.get("Location");
  if (answer.redirected) throw new Error("sign in again, in another tab.");
  throw new Error(answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : `the portal answered with an error (${answer.status}).`);
}

// Choosing the same file again resumes it, unless it is being sent right now: then it starts a new upload.
async function unfinished(mark) {
  for (const kept of await all()) {
    if (kept.mark !== mark || isLive(kept.url)) continue;
    const answer = await fetch(kept.url, { method: "HEAD", headers: headers() });
    if (answer.ok && answer.headers.get("Upload-Offset") !== answer.headers.get("Upload-Length")) return kept.url;
  }
  return null;
}

async function take(files) {
  for (const file of files) {
    const mark = markOf(file);
    try {
      const url = (await unfinished(mark)) || (await created(file));
      send({ url, mark, file });
      changed();
    } catch (error) {
      notice(`“${file.name}” was not taken: ${error instanceof TypeError ? "the portal can’t be reached." : error.message}`);
    }
  }
}

// A dropped folder is replaced by the files in it.
async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const one of some) found.push(...(await filesIn(one)));
  }
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  return (await Promise.all(entries.map(filesIn))).flat();
}

const brings = (event) => event.dataTransfer?.types.includes("Files");
let depth = 0;
const lift = () => { depth = 0; veil.hidden = true; };

document.addEventListener("dragenter", (event) => { if (brings(event)) { depth += 1; veil.hidden = false; } });
document.addEventListener("dragleave", (event) => { if (brings(event) && (depth -= 1) <= 0) lift(); });
document.addEventListener("dragover", (event) => { if (brings(event)) event.preventDefault(); });
document.addEventListener("drop", async (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  lift();
  take(await dropped(event.dataTransfer));
});

drop.querySelector("[data-drop-pick]").addEventListener("click", () => input.click());
input.addEventListener("change", () => {
  take([...input.files]);
  input.value = "";
});

// Reload the list on this page when a file has arrived or changed its state.
document.body.addEventListener("file-arrived", () => {
  const list = refreshes && document.getElementById(refreshes);
  if (!list || list.querySelector("[name=pick]:checked") || document.querySelector("main details.menu[open]")) return;
  window.htmx.ajax("GET", location.pathname + location.search, { target: list, swap: "innerHTML" });
});
