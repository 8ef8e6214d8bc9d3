// Keeps every sentence that a page says to screen readers: some are followed by the next within a few milliseconds.
globalThis.announcements = [];
addEventListener("DOMContentLoaded", () => {
  const status = document.getElementById("status");
  if (status === null) return;
  const keep = () => announcements.push(status.textContent);
  new MutationObserver(keep).observe(status, { childList: true });
});
