/** A table. Cells are Markdown: what comes from elsewhere goes through `plain` first. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // names on the left, figures on the right
  const rule = head.map((_title, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map((row) => line(head.map((_title, column) => row[column] ?? "")))].join(
    "\n",
  );
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A table of words, all on the left. */
export function wordTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(head, rows).replaceAll("---:", "---");
}

/** Text that means nothing but itself in a table, a line, or the words of an image. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~]/gu, String.raw`\$&`);
}
