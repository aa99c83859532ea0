// Stores this browser's uploads in IndexedDB, so that they continue after a reload or on another page:
// the address, a fingerprint of the file, and the file itself unless it is too large to copy.
const MAX_STORED_BYTES = 256 * 1024 * 1024;
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

// Resolves to whether the file itself is stored. A browser that stores nothing can still upload.
export async function keep(upload) {
  const { url, mark, file } = upload;
  try {
    await act("readwrite", (store) => store.put({ url, mark, file: file.size > MAX_STORED_BYTES ? null : file }));
    return file.size <= MAX_STORED_BYTES;
  } catch {
    await act("readwrite", (store) => store.put({ url, mark, file: null })).catch(() => {});
    return false;
  }
}

export const forget = (url) => act("readwrite", (store) => store.delete(url)).catch(() => {});

export const all = () => act("readonly", (store) => store.getAll()).catch(() => []);
