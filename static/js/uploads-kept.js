// What this browser keeps of its uploads, so that they go on after a reload or another page:
// the address, what the file was, and the file itself where it isn't too large to copy.
const LARGEST = 256 * 1024 * 1024;
const STORE = "uploads";

let opened;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("uploads", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "url" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function act(mode, work) {
  const store = (await database()).transaction(STORE, mode).objectStore(STORE);
  return new Promise((resolve, reject) => {
    const request = work(store);
    request.transaction.oncomplete = () => resolve(request.result);
    request.transaction.onabort = () => reject(request.transaction.error);
  });
}

// Resolves to whether the file itself is kept. A browser that keeps nothing still uploads.
export async function keep(upload) {
  const { url, mark, file } = upload;
  try {
    await act("readwrite", (store) => store.put({ url, mark, file: file.size > LARGEST ? null : file }));
    return file.size <= LARGEST;
  } catch {
    await act("readwrite", (store) => store.put({ url, mark, file: null })).catch(() => {});
    return false;
  }
}

export const forget = (url) => act("readwrite", (store) => store.delete(url)).catch(() => {});

export const all = () => act("readonly", (store) => store.getAll()).catch(() => []);
