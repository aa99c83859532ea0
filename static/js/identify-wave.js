// Draws the picked recording as a waveform, with a window that marks the sample and can be dragged.
const WIDTH = 400;
const HEIGHT = 48;
const STEPS = 200;
const RATE = 8000;
// Longer recordings would take too much memory to decode here: they show a plain line.
const LONGEST_SECONDS = 20 * 60;

const form = document.getElementById("ask");

function start() {
  const wave = form.querySelector("[data-wave]");
  const shape = wave.querySelector("svg");
  const path = wave.querySelector("[data-wave-path]");
  const frame = wave.querySelector("[data-wave-window]");
  const words = wave.querySelector("[data-wave-words]");
  const audio = wave.querySelector("[data-wave-audio]");
  const [sample, begin, length] = ["sample", "begin", "length"].map((name) => document.getElementById(`id_${name}`));
  let seconds = 0;
  let turn = 0;

  const clock = (value) => `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, "0")}`;
  const asked = () => [Number(begin.value) || 0, Number(length.value) || 0];

  function place() {
    if (!seconds) return;
    const [from, wanted] = asked();
    const width = Math.max(0, Math.min(wanted, seconds - from));
    frame.setAttribute("x", (from / seconds) * WIDTH);
    frame.setAttribute("width", Math.max((width / seconds) * WIDTH, width ? 2 : 0));
    words.textContent = `${clock(from)} – ${clock(from + width)} of ${clock(seconds)}`;
  }

  function flat() {
    path.setAttribute("d", `M0 ${HEIGHT / 2}H${WIDTH}`);
  }

  function draw(samples) {
    const step = samples.length / STEPS;
    let d = "";
    for (let at = 0; at < STEPS; at += 1) {
      let loudest = 0;
      for (let i = Math.floor(at * step); i < (at + 1) * step; i += 1) loudest = Math.max(loudest, Math.abs(samples[i]));
      const half = Math.max(0.5, Math.min(1, loudest) * (HEIGHT / 2 - 2));
      const x = (at + 0.5) * (WIDTH / STEPS);
      d += `M${x} ${(HEIGHT / 2 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    }
    path.setAttribute("d", d);
  }

  // Browsers report no length for a microphone recording until playback has jumped to its end.
  function measured() {
    return new Promise((resolve) => {
      audio.addEventListener("error", () => resolve(0), { once: true });
      audio.addEventListener("loadedmetadata", () => {
        if (Number.isFinite(audio.duration)) return resolve(audio.duration);
        audio.addEventListener("durationchange", () => {
          const found = audio.duration;
          audio.currentTime = 0;
          resolve(Number.isFinite(found) ? found : 0);
        }, { once: true });
        audio.currentTime = 1e7;
        return undefined;
      }, { once: true });
    });
  }

  async function show(file) {
    turn += 1;
    const mine = turn;
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(file);
    const found = await measured();
    if (mine !== turn) return;
    seconds = found;
    wave.hidden = !seconds;
    if (!seconds) return;
    if (Number(begin.value) >= seconds) begin.value = 0;
    flat();
    place();
    if (seconds > LONGEST_SECONDS) return;
    try {
      const decoder = new OfflineAudioContext(1, 1, RATE);
      const decoded = await decoder.decodeAudioData(await file.arrayBuffer());
      if (mine === turn) draw(decoded.getChannelData(0));
    } catch { /* the service may read what this browser can't: the plain line stays */ }
  }

  function drag(event) {
    const box = shape.getBoundingClientRect();
    const [, wanted] = asked();
    const middle = ((event.clientX - box.left) / box.width) * seconds;
    const last = Math.max(0, seconds - wanted);
    begin.value = Math.min(Math.max(0, middle - wanted / 2), last).toFixed(1);
    place();
  }

  sample.addEventListener("change", () => {
    wave.hidden = true;
    if (sample.files[0]) show(sample.files[0]);
  });
  begin.addEventListener("input", place);
  length.addEventListener("input", place);
  shape.addEventListener("pointerdown", (event) => {
    shape.setPointerCapture(event.pointerId);
    drag(event);
  });
  shape.addEventListener("pointermove", (event) => {
    if (shape.hasPointerCapture(event.pointerId)) drag(event);
  });

  wave.querySelector("[data-wave-play]").addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    [audio.currentTime] = asked();
    return audio.play();
  });
  audio.addEventListener("timeupdate", () => {
    const [from, wanted] = asked();
    if (!audio.paused && audio.currentTime >= from + wanted) audio.pause();
  });
}

if (form) start();
