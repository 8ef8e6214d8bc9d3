import type { Bar, Chart, Gap, Panel } from "./chart.ts";
import { frame, MARGIN, shortened, WIDTH } from "./frame.ts";
import { linear, type Scale, scaleFor } from "./scale.ts";
import { shape, text } from "./svg.ts";

/** Where the parts of a panel are, from its left edge. */
interface Columns {
  readonly bars: readonly [from: number, to: number];
  /** The right edge of the figures, or `null` where only ratios are shown. */
  readonly figure: number | null;
  readonly ratio: number;
  readonly rowHeight: number;
}

const INNER = WIDTH - 2 * MARGIN;
const BETWEEN_PAIRS = 36;
const LAYOUTS: Readonly<Record<Chart["layout"], Columns>> = {
  wide: { bars: [126, 436], figure: 566, ratio: INNER, rowHeight: 31 },
  pairs: { bars: [112, 232], figure: null, ratio: (INNER - BETWEEN_PAIRS) / 2, rowHeight: 29 },
};
const HEADING = 40;
const BELOW_PANEL = 14;
const MARKS = 24;
const THICK = 17;

/** The SVG file of a chart of bars. */
export function drawBars(chart: Chart, smallPrint: readonly string[]): string {
  const columns = LAYOUTS[chart.layout];
  const shared = scaleFor(chart.panels.flatMap(({ bars }) => bars.map(({ spread }) => spread)));
  const panels = chart.panels.map((panel) => {
    const scale = chart.scale === "shared" ? shared : scaleOf(panel);
    return { markup: drawPanel(panel, columns, scale), height: heightOf(panel, columns, scale) };
  });
  const across = chart.layout === "pairs" ? 2 : 1;
  const parts: string[] = [];
  let top = 0;
  for (let first = 0; first < panels.length; first += across) {
    const row = panels.slice(first, first + across);
    for (const [index, { markup }] of row.entries()) {
      const left = MARGIN + index * (columns.ratio + BETWEEN_PAIRS);
      parts.push(`<g transform="translate(${left} ${top})">`, markup, "</g>");
    }
    top += Math.max(...row.map(({ height }) => height));
  }
  const words = { title: chart.title, subtitle: chart.subtitle, description: describe(chart), smallPrint };
  return frame(words, parts.join("\n"), top);
}

/** Where nothing is compared with the reference, nothing is so small that it must be seen. */
function scaleOf({ bars, mark }: Panel): Scale {
  const spreads = bars.map(({ spread }) => spread);
  return mark === null ? linear(Math.max(...spreads.map(({ most }) => most))) : scaleFor(spreads);
}

function heightOf({ bars, gaps }: Panel, { rowHeight }: Columns, scale: Scale): number {
  return HEADING + (bars.length + gaps.length) * rowHeight + (scale.marks.length > 0 ? MARKS : 0) + BELOW_PANEL;
}

function drawPanel(panel: Panel, columns: Columns, scale: Scale): string {
  const { bars, gaps, mark } = panel;
  const [from, to] = columns.bars;
  const place = (figure: number): number => from + scale.at(figure) * (to - from);
  const bottom = HEADING + bars.length * columns.rowHeight;
  const middleOf = (row: number): number => HEADING + (row + 0.5) * columns.rowHeight;
  return [
    ...drawHeading(panel, columns, scale),
    ...scale.marks.flatMap((step) => [
      shape("path", { class: "grid", d: upright(place(step), HEADING, bottom) }),
      text({ class: "column middle", x: place(step), y: bottom + MARKS / 2 }, step.toLocaleString("en")),
    ]),
    ...bars.flatMap((bar, row) => drawBar(bar, middleOf(row), columns, { scale, place })),
    // over the bars: it is to be seen which of them end before it
    ...(mark === null ? [] : [shape("path", { class: "one", d: upright(place(mark), HEADING, bottom) })]),
    shape("path", { class: "base", d: upright(from, HEADING, bottom) }),
    ...gaps.flatMap((gap, row) =>
      drawGap(gap, middleOf(bars.length + row) + (scale.marks.length > 0 ? MARKS : 0), columns),
    ),
  ].join("\n");
}

function drawHeading({ heading, columns: [figure, ratio] }: Panel, columns: Columns, { kind }: Scale): string[] {
  const y = HEADING / 2 + 2;
  const title = text({ class: "heading", x: 0, y }, kind === "linear" ? heading : `${heading}, log scale`);
  if (columns.figure === null) return [title];
  return [
    title,
    text({ class: "column end", x: columns.figure, y }, figure),
    text({ class: "column end", x: columns.ratio, y }, ratio),
  ];
}

function drawBar(
  { label, role, spread, figure, ratio }: Bar,
  middle: number,
  columns: Columns,
  { scale, place }: { readonly scale: Scale; readonly place: (figure: number) => number },
): string[] {
  const [from] = columns.bars;
  const end = place(spread.median);
  // on a logarithmic axis a length means nothing: a thin line leads to a dot
  const bar =
    scale.kind === "linear"
      ? [
          shape("rect", {
            class: `bar ${role}`,
            x: from,
            y: middle - THICK / 2,
            width: end - from,
            height: THICK,
            rx: 2,
          }),
        ]
      : [
          shape("path", { class: `track ${role}`, d: line(from, middle, end, middle) }),
          shape("circle", { class: `bar ${role}`, cx: end, cy: middle, r: 7 }),
        ];
  return [
    text({ class: role, x: 0, y: middle }, label),
    ...bar,
    ...(spread.least === spread.most ? [] : [drawWhisker([spread.least, spread.most], middle, scale, place)]),
    ...(columns.figure === null ? [] : [text({ class: `${role} end`, x: columns.figure, y: middle }, figure)]),
    text({ class: `${role} end`, x: columns.ratio, y: middle }, ratio),
  ];
}

/** A line from the least to the most, with a stroke at either end that lies on the axis. */
function drawWhisker(
  [least, most]: readonly [number, number],
  middle: number,
  scale: Scale,
  place: (figure: number) => number,
): string {
  const [low, high] = [place(least), place(most)];
  const caps = upright(low, middle - 4, middle + 4) + (scale.beyond(most) ? "" : upright(high, middle - 4, middle + 4));
  return shape("path", { class: "whisker", d: line(low, middle, high, middle) + caps });
}

/** The table beside the chart says in full why a server is left out. */
function drawGap({ label, reason }: Gap, middle: number, columns: Columns): string[] {
  const [from] = columns.bars;
  return [
    text({ class: "soft", x: 0, y: middle }, label),
    text({ class: "soft", x: from, y: middle }, columns.figure === null ? "left out" : shortened(reason)),
  ];
}

function upright(x: number, top: number, bottom: number): string {
  return line(x, top, x, bottom);
}

function line(fromX: number, fromY: number, toX: number, toY: number): string {
  const [a, b, c, d] = [fromX, fromY, toX, toY].map((value) => Math.round(value * 10) / 10);
  return `M${a} ${b}L${c} ${d}`;
}

/** All its figures in words, for who does not see it. */
function describe({ subtitle, panels, layout }: Chart): string {
  const sentences = panels.map(({ heading, bars, gaps }) => {
    const told = bars.map(({ label, figure, ratio }) => {
      if (layout === "pairs") return `${label} ${ratio}`;
      return ratio === "" ? `${label} ${figure}` : `${label} ${figure} (${ratio})`;
    });
    return `${heading}: ${[...told, ...gaps.map(({ label, reason }) => `${label}: ${reason}`)].join(", ")}.`;
  });
  return `${subtitle}. ${sentences.join(" ")}`;
}
