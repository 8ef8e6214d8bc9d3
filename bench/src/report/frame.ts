import { shape, text } from "./svg.ts";

/** The width of every chart, in the units that its texts and bars are measured in; and the margin inside. */
export const WIDTH = 720;
export const MARGIN = 28;

/** What stands around a chart, and what is said of it to who does not see it. */
export interface Words {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  /** The small print, which is broken into lines here. */
  readonly smallPrint: readonly string[];
}

/** The whole file: card, title, the body, which begins at 0 and is so many units high, and the small print. */
export function frame({ title, subtitle, description, smallPrint }: Words, body: string, bodyHeight: number): string {
  const lines = smallPrint.flatMap((paragraph) => broken(paragraph));
  const printed = TOP + bodyHeight + 32;
  const height = Math.round(printed + lines.length * LINE);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">`,
    text({ id: "title" }, title, "title"),
    text({ id: "desc" }, description, "desc"),
    `<style>${STYLE}</style>`,
    shape("rect", { class: "card", x: 0.8, y: 0.8, width: WIDTH - 1.6, height: height - 1.6, rx: 14 }),
    text({ class: "title", x: MARGIN, y: 46 }, title),
    text({ class: "subtitle", x: MARGIN, y: 73 }, subtitle),
    `<g transform="translate(0 ${TOP})">`,
    body,
    "</g>",
    ...lines.map((line, index) => text({ class: "small", x: MARGIN, y: printed + index * LINE }, line)),
    "</svg>\n",
  ].join("\n");
}

/** A reason that fits in the place of a bar, in large letters, too. */
export function shortened(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1).trimEnd()}…`;
}

/** Lines of a length that fits in the large letters of a small screen. */
function broken(paragraph: string): string[] {
  const lines = [""];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= LONGEST_LINE) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const TOP = 92;
const LINE = 20;
const LONGEST_LINE = 78;
const LONGEST_REASON = 40;

/**
 * In an `<img>`, a width in a media query is that of the image: where a page shows it small, letters and strokes grow in
 * proportion, so that they can still be read. What is drawn leaves room for the large letters.
 */
const STYLE = `
  .card { fill: #fbfaf8; stroke: #e3ded6; stroke-width: 1.5 }
  text { fill: #24211d; font: 15px ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; font-variant-numeric: tabular-nums; dominant-baseline: central }
  .title { font-size: 22px; font-weight: 650; dominant-baseline: auto }
  .subtitle { font-size: 14.5px; fill: #6f685e; dominant-baseline: auto }
  .small { font-size: 12px; fill: #6f685e; dominant-baseline: auto }
  .heading { font-size: 15.5px; font-weight: 600 }
  .column { font-size: 13px; fill: #6f685e }
  .soft { fill: #6f685e }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  text.ours { fill: #12704c; font-weight: 650 }
  text.ours-too { fill: #12704c }
  .bar { fill: #b9b0a2 }
  .bar.ours { fill: #1f8f66 }
  .bar.ours-too { fill: #8cc7ae }
  .bar.reference { fill: #857c70 }
  .bar.limit { fill: #ece8e1; stroke: #b9b0a2; stroke-width: 1.2; stroke-dasharray: 3 2.5 }
  .whisker { stroke: #3b3731; stroke-opacity: 0.6; stroke-width: 1.4; fill: none }
  .base { stroke: #b9b1a5; stroke-width: 1 }
  .one { stroke: #857c70; stroke-width: 1.2; stroke-dasharray: 2 3 }
  .grid { stroke: #e3ded6; stroke-width: 1 }
  .track { stroke: #b9b0a2; stroke-width: 3; stroke-linecap: round }
  .track.ours { stroke: #1f8f66 }
  .track.ours-too { stroke: #8cc7ae }
  .track.reference { stroke: #857c70 }
  .hollow { fill: none; stroke: #b9b0a2; stroke-width: 2 }
  .hollow.ours { stroke: #1f8f66 }
  .hollow.ours-too { stroke: #8cc7ae }
  .hollow.reference { stroke: #857c70 }
  @media (max-width: 480px) {
    text { font-size: 22px }
    .title { font-size: 29px }
    .subtitle { font-size: 20px }
    .heading { font-size: 21px }
    .column { font-size: 19px }
    .small { font-size: 17px }
    .whisker { stroke-width: 2 }
    .base, .one, .grid { stroke-width: 2 }
  }
  @media (prefers-color-scheme: dark) {
    .card { fill: #1b1a18; stroke: #37342f }
    text { fill: #ece7df }
    .subtitle, .small, .column, .soft { fill: #a39b8f }
    text.ours { fill: #62d3a8 }
    text.ours-too { fill: #62d3a8 }
    .bar { fill: #5a544c }
    .bar.ours { fill: #3fb487 }
    .bar.ours-too { fill: #2b6a53 }
    .bar.reference { fill: #8f877a }
    .bar.limit { fill: #26241f; stroke: #857c70 }
    .whisker { stroke: #ece7df; stroke-opacity: 0.6 }
    .base { stroke: #6a645b }
    .one { stroke: #8f877a }
    .grid { stroke: #37342f }
    .track { stroke: #5a544c }
    .track.ours { stroke: #3fb487 }
    .track.ours-too { stroke: #2b6a53 }
    .track.reference { stroke: #8f877a }
    .hollow { stroke: #5a544c }
    .hollow.ours { stroke: #3fb487 }
    .hollow.ours-too { stroke: #2b6a53 }
    .hollow.reference { stroke: #8f877a }
  }
`;
