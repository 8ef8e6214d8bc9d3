// How things are said: sizes, rates, names. Pure functions.

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** `5 MB`, as people count: 1 kB is 1,000 bytes. */
export function bytesInWords(bytes: number): string {
  if (bytes === 1) return "1 byte";
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 99.95 ? Math.round(value) : Number(value.toFixed(1))} ${UNITS[power]}`;
}

/** `1.8 Mbit/s`, of bits per second. */
export function bitrateInWords(bitsPerSecond: number): string {
  if (bitsPerSecond < 1_000_000) return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
  return `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`;
}

/** Up to two letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => /^\p{L}|\p{N}/u.exec(word ?? "")?.[0] ?? "",
  );
  return letters.join("").toUpperCase();
}

/** One of so many colours, always the same for the same name. */
export function colourOf(name: string, colours: number): number {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % colours;
}

/** `Ada, Ben and Cleo`. */
export function listInWords(items: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(items);
}
