import { FIGURES, type FigureName } from "../figures.ts";
import type { Spread } from "../spread.ts";

/** A figure with the digits that it is shown with, thousands grouped. */
export function figureText(name: FigureName, figure: number): string {
  const { digits } = FIGURES[name];
  // -0.04 is not "-0.0"
  const text = figure.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /^-[0.]+$/u.test(text) ? text.slice(1) : text;
}

/** A figure where three columns share the width of a phone: `0.12`, `1.23`, `12.3`, `1,235`. */
export function threeDigits(figure: number): string {
  const digits = [9.995, 99.95, Number.POSITIVE_INFINITY].findIndex((end) => figure < end);
  return figure.toLocaleString("en", { minimumFractionDigits: 2 - digits, maximumFractionDigits: 2 - digits });
}

/** A ratio such as `0.32×`; three digits are enough. An empty text for what is no ratio: the reference was 0, or not there. */
export function ratioText(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio) || ratio <= 0) return "";
  if (ratio < 0.0005) return "<0.001×";
  if (ratio >= 99.95) return `${Math.round(ratio)}×`;
  if (ratio >= 9.995) return `${ratio.toFixed(1)}×`;
  return `${ratio.toFixed(ratio < 0.095 ? 3 : 2)}×`;
}

/** `3.1 (2.9–3.6)`, or the figure alone where nothing varied or there was one turn only. */
export function spreadText({ median, least, most }: Spread, text: (figure: number) => string): string {
  const [middle, low, high] = [text(median), text(least), text(most)];
  if (low === high) return middle;
  return `${middle} (${low.replace("×", "")}–${high.replace("×", "")})`;
}

/** A unit or title of the bench as it is printed, with a µ. */
export function printed(title: string): string {
  return title.replaceAll(/\bus\b/gu, "µs");
}
