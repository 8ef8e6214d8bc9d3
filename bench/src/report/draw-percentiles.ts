import { frame, MARGIN, shortened, WIDTH } from "./frame.ts";
import type { PercentileRow, Percentiles } from "./percentiles.ts";
import { logarithmic, type Scale } from "./scale.ts";
import { shape, text } from "./svg.ts";

const FROM = MARGIN + 126;
const TO = 424;
const COLUMNS = [504, 594, WIDTH - MARGIN] as const;
const NAMES = ["p50", "p99", "p99.9"] as const;
/** How each of them is drawn. */
const SIGNS = ["|", "●", "○"] as const;
const HEADING = 40;
const ROW = 34;
const MARKS = 26;
const RING = 7;

/** The SVG file of a chart of latencies: a line for each server from the median to p99.9, a dot at each percentile. */
export function drawPercentiles(percentiles: Percentiles, smallPrint: readonly string[]): string {
  const { title, subtitle, rows, gaps } = percentiles;
  const figures = rows.flatMap(({ ms }) => ms);
  const scale = logarithmic(Math.min(...figures), Math.max(...figures));
  const bottom = HEADING + rows.length * ROW;
  const body = [
    text({ class: "column", x: MARGIN, y: HEADING / 2 }, "log scale"),
    ...NAMES.map((name, index) =>
      text({ class: "column end", x: COLUMNS[index] ?? 0, y: HEADING / 2 }, `${SIGNS[index]} ${name}`),
    ),
    ...scale.marks.flatMap((mark) => [
      shape("path", { class: "grid", d: `M${place(scale, mark)} ${HEADING}V${bottom}` }),
      text({ class: "column middle", x: place(scale, mark), y: bottom + MARKS / 2 }, mark.toLocaleString("en")),
    ]),
    ...rows.flatMap((row, index) => drawRow(row, HEADING + (index + 0.5) * ROW, scale)),
    ...gaps.flatMap(({ label, reason }, index) => {
      const y = bottom + MARKS + (index + 0.5) * ROW;
      return [text({ class: "soft", x: MARGIN, y }, label), text({ class: "soft", x: FROM, y }, shortened(reason))];
    }),
  ];
  const height = bottom + MARKS + gaps.length * ROW;
  const description = `${subtitle}. ${rows.map((row) => inWords(row)).join(" ")}`;
  return frame({ title, subtitle, description, smallPrint }, body.join("\n"), height);
}

function drawRow({ label, role, ms, texts }: PercentileRow, y: number, scale: Scale): string[] {
  const [p50 = 0, p99 = 0, p999 = 0] = ms.map((figure) => place(scale, figure));
  return [
    text({ class: role, x: MARGIN, y }, label),
    shape("path", { class: `track ${role}`, d: `M${p50} ${y}H${Math.max(p50, p999 - RING)}` }),
    shape("path", { class: `track ${role}`, d: `M${p50} ${y - 7}V${y + 7}` }),
    shape("circle", { class: `bar ${role}`, cx: p99, cy: y, r: 6.5 }),
    // around the dot if they are close
    shape("circle", { class: `hollow ${role}`, cx: p999, cy: y, r: RING }),
    ...texts.map((figure, index) => text({ class: `${role} end`, x: COLUMNS[index] ?? 0, y }, figure)),
  ];
}

function place(scale: Scale, figure: number): number {
  return Math.round((FROM + scale.at(figure) * (TO - FROM)) * 10) / 10;
}

function inWords({ label, texts }: PercentileRow): string {
  return `${label}: ${NAMES.map((name, index) => `${name} ${texts[index]}`).join(", ")}.`;
}
