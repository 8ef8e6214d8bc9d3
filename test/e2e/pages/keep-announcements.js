// Keeps every sentence that a page says to screen readers: some are followed by the next within a few milliseconds.
globalThis.announcements = [];
{
  const keep = () => {
    const sentence = document.querySelector("#status, #app > [role=status]")?.textContent ?? "";
    if (sentence !== "" && sentence !== announcements.at(-1)) announcements.push(sentence);
  };
  new MutationObserver(keep).observe(document, { subtree: true, childList: true, characterData: true });
}
