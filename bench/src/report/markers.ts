/** A part of a page that is generated: its name, and the text for it. Throws an Error for a name that there is not. */
export type PartOf = (name: string) => string;

const BEGIN = /^<!-- figures:begin (\S+) -->$/u;

/** Whether a page has parts to fill. */
export function hasMarkers(page: string): boolean {
  return page.split("\n").some((line) => BEGIN.test(line));
}

/**
 * Fills what stands between `<!-- figures:begin NAME -->` and `<!-- figures:end NAME -->`, each on a line of its own;
 * everything else stays. Throws an Error for a part that does not end before the next one begins: what follows it, by
 * hand, would be lost.
 */
export function fillMarkers(page: string, partOf: PartOf): string {
  const filled: string[] = [];
  let open: string | null = null;
  for (const line of page.split("\n")) {
    const begins = BEGIN.exec(line)?.[1] ?? null;
    if (open === null) {
      filled.push(line);
      if (begins !== null) filled.push(partOf(begins));
      open = begins;
    } else if (line === `<!-- figures:end ${open} -->`) {
      filled.push(line);
      open = null;
    } else if (begins !== null) {
      break;
    }
  }
  if (open !== null) throw new Error(`figures:begin ${open} has no figures:end ${open}`);
  return filled.join("\n");
}
