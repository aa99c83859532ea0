// Updates relative times such as "12 s ago" while a page is open.
const STEPS = [[60, 1, "s"], [3600, 60, "min"], [48 * 3600, 3600, "h"], [60 * 86400, 86400, "d"]];

function words(seconds) {
  for (const [limit, unit, word] of STEPS) {
    if (Math.abs(seconds) < limit) {
      const amount = Math.floor(Math.abs(seconds) / unit);
      if (!amount) return "just now";
      return seconds > 0 ? `${amount} ${word} ago` : `in ${amount} ${word}`;
    }
  }
  return null;
}

setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[datetime]")) {
    const text = words((Date.now() - Date.parse(time.dateTime)) / 1000);
    if (text && text !== time.textContent) time.textContent = text;
  }
}, 10_000);
