// Records twelve seconds from the microphone and picks them as the file to identify.
const SECONDS = 12;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

const form = document.getElementById("ask");
const button = form?.querySelector("[data-record]");

function start() {
  const word = button.querySelector("[data-record-word]");
  const usual = word.textContent;
  let recorder = null;

  function pick(blob) {
    const extension = /^audio\/(\w+)/.exec(blob.type)?.[1] ?? "webm";
    const one = new DataTransfer();
    one.items.add(new File([blob], `microphone.${extension}`, { type: blob.type }));
    const sample = document.getElementById("id_sample");
    sample.files = one.files;
    document.getElementById("id_begin").value = 0;
    sample.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function record() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      document.dispatchEvent(new CustomEvent("notice", {
        detail: { level: "warning", text: "The microphone can’t be used: allow it for this page, or pick a file." },
      }));
      return;
    }
    const parts = [];
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    let left = SECONDS;
    const say = () => { word.textContent = `Stop, ${left} s left`; };
    const ticking = setInterval(() => {
      left -= 1;
      say();
      if (left <= 0) recorder.stop();
    }, 1000);
    recorder.addEventListener("stop", () => {
      clearInterval(ticking);
      stream.getTracks().forEach((track) => track.stop());
      button.classList.remove("is-recording");
      word.textContent = usual;
      pick(new Blob(parts, { type: recorder.mimeType }));
      recorder = null;
    });
    recorder.start();
    button.classList.add("is-recording");
    say();
  }

  button.hidden = false;
  button.addEventListener("click", () => (recorder ? recorder.stop() : record()));
}

if (button && window.MediaRecorder && navigator.mediaDevices) start();
