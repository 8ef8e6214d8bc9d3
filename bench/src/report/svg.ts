/** Attributes of an element; numbers are rounded to a tenth, which no eye can tell from the rest. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Text as it may stand in an element or in an attribute. What XML cannot contain at all is left out. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** An element without content. Throws a RangeError for a number that is none: it would be drawn as nothing. */
export function shape(name: string, attributes: Attributes): string {
  return `<${name}${written(attributes)}/>`;
}

/** An element with text, which is escaped. */
export function text(attributes: Attributes, content: string, name = "text"): string {
  return `<${name}${written(attributes)}>${escapeXml(content)}</${name}>`;
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? rounded(name, value) : escapeXml(value)}"`)
    .join("");
}

function rounded(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name} is ${value}`);
  return Math.round(value * 10) / 10;
}
