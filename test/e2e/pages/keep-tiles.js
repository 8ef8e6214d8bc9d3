// Keeps who is beside whom: the names on the pictures of the others, each time that they have changed, if only for a moment.
globalThis.tilesOverTime = [];
{
  const keep = () => {
    const names = [...document.querySelectorAll(".tile.person .caption .name")].map(({ textContent }) => textContent);
    if (names.join("\n") !== (tilesOverTime.at(-1) ?? []).join("\n")) tilesOverTime.push(names);
  };
  new MutationObserver(keep).observe(document, { subtree: true, childList: true, characterData: true });
}
