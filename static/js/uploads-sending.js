// Sends files to the portal, two at a time, each from the offset that the portal reports.
import { all, forget, keep } from "./uploads-kept.js";

const MAX_RUNNING = 2;
const CHUNK = 4 * 1024 * 1024;
const RETRY_DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];

const UNREACHABLE = "the portal can’t be reached.";

const tray = document.getElementById("uploads");
const waiting = [];
const live = new Map();
let library;

export const progress = (url) => live.get(url);
export const addresses = () => live.keys();
export const isLive = (url) => live.has(url);
export const headers = () => ({ "X-CSRFToken": tray.dataset.csrf, "Tus-Resumable": "1.0.0" });
export const changed = () => document.body.dispatchEvent(new CustomEvent("uploads-changed"));

function tus() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = tray.dataset.tus;
    script.onload = () => resolve(window.tus);
    script.onerror = () => { library = undefined; reject(new Error(UNREACHABLE)); };
    document.head.append(script);
  });
  return library;
}

// Only one tab at a time sends an upload. Without the Web Locks API every tab may.
function alone(url, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(`upload ${url}`, { ifAvailable: true }, (lock) => lock && work());
}

// `upload` is { url, mark, file }: its address at the portal, the file's fingerprint, the file.
export function send(upload) {
  const mine = { sent: 0, size: upload.file.size, isKept: false };
  mine.keeping = keep(upload).then((isKept) => { mine.isKept = isKept; });
  enter(upload, mine);
}

function enter(upload, mine) {
  live.set(upload.url, mine);
  waiting.push(upload);
  next();
}

const over = (url) => live.get(url)?.keeping.then(() => forget(url));

export function stop(url) {
  const at = waiting.findIndex((upload) => upload.url === url);
  if (at >= 0) waiting.splice(at, 1);
  over(url);
  live.get(url)?.abort?.();
  live.delete(url);
}

const running = () => [...live.values()].filter((one) => one.abort).length;

function next() {
  while (waiting.length && running() < MAX_RUNNING) {
    const upload = waiting.shift();
    if (!live.has(upload.url)) continue;
    live.get(upload.url).abort = () => {};
    Promise.resolve(alone(upload.url, () => transfer(upload))).catch(() => paused(upload.file, UNREACHABLE)).finally(() => {
      live.delete(upload.url);
      changed();
      next();
    });
  }
}

async function transfer({ url, file }) {
  const { Upload } = await tus();
  const mine = live.get(url);
  if (!mine) return;
  await new Promise((resolve) => {
    const transfer = new Upload(file, {
      uploadUrl: url,
      chunkSize: CHUNK,
      retryDelays: RETRY_DELAYS,
      headers: { "X-CSRFToken": tray.dataset.csrf },
      storeFingerprintForResuming: false,
      onShouldRetry: ({ originalResponse: answer }) => !answer || ![200, 403, 404, 410, 413, 507].includes(answer.getStatus()),
      onProgress: (sent) => {
        mine.sent = sent;
        document.dispatchEvent(new CustomEvent("upload-progress", { detail: url }));
      },
      onSuccess: () => { over(url); resolve(); },
      onError: ({ originalResponse: answer }) => {
        if ([404, 410].includes(answer?.getStatus())) over(url);
        else paused(file, reason(answer));
        resolve();
      },
    });
    mine.abort = () => { transfer.abort(); resolve(); };
    transfer.start();
  });
}

function paused(file, why) {
  const text = `“${file.name}” is paused: ${why}`;
  document.dispatchEvent(new CustomEvent("notice", { detail: { text, level: "error" } }));
}

function reason(answer) {
  if (!answer) return UNREACHABLE;
  const isText = answer.getHeader("Content-Type")?.startsWith("text/plain");
  return isText ? answer.getBody() : "sign in again, then choose the file once more.";
}

// Resume the uploads that an earlier page of this browser left unfinished.
export async function resume() {
  for (const kept of await all()) {
    if (!kept.file || live.has(kept.url)) continue;
    enter(kept, { sent: 0, size: kept.file.size, isKept: true, keeping: Promise.resolve() });
  }
}

addEventListener("online", resume);
addEventListener("beforeunload", (event) => {
  if ([...live.values()].some((one) => !one.isKept)) event.preventDefault();
});
