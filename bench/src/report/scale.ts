import type { Spread } from "../spread.ts";

/** From a figure to a place on the axis: 0 is its beginning, 1 its end; what lies beyond is put at the end. */
export interface Scale {
  readonly kind: "linear" | "logarithmic";
  at(figure: number): number;
  /** The figure lies beyond the end of the axis. */
  beyond(figure: number): boolean;
  /** Figures to mark, least first: the powers of ten of a logarithmic axis. A linear one begins at 0 and needs none. */
  readonly marks: readonly number[];
}

/**
 * The axis for some figures. Linear from 0, so that lengths can be compared; logarithmic where the least would be
 * invisible beside the most, unless a figure is not above 0. No spread makes it much longer than the medians need: one
 * turn that went wrong would press all the others together.
 */
export function scaleFor(spreads: readonly Spread[]): Scale {
  const medians = spreads.map(({ median }) => median);
  const highest = Math.max(0, ...medians);
  const lowest = Math.min(...medians);
  const end = Math.min(Math.max(0, ...spreads.map(({ most }) => most)), highest * ROOM_FOR_SPREAD);
  if (lowest > 0 && highest / lowest > TOO_FAR_APART) return logarithmic(lowest, end);
  return linear(end);
}

/** From 0 to `end`. */
export function linear(end: number): Scale {
  return {
    kind: "linear",
    at: (figure) => (end > 0 ? clamp(figure / end) : 0),
    beyond: (figure) => figure > end,
    marks: [],
  };
}

/** From `least` to `end`, both above 0, each moved outwards to 1, 2 or 5 times a power of ten. */
export function logarithmic(least: number, end: number): Scale {
  const steps = stepsAround(least, end);
  const first = steps[0] ?? least;
  const last = steps.at(-1) ?? end;
  const powers = steps.filter((step) => Number.isInteger(Math.round(Math.log10(step) * 1e6) / 1e6));
  return {
    kind: "logarithmic",
    at: (figure) => (figure > 0 ? clamp(Math.log(figure / first) / Math.log(last / first)) : 0),
    beyond: (figure) => figure > last,
    // a few powers of ten say enough, a single one does not
    marks: powers.length >= 3 ? powers : steps,
  };
}

/** 0.5, 1, 2, 5, 10 and so on: the last that is less than the least figure, to the first that is not under the end. */
function stepsAround(least: number, end: number): number[] {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(least)) - 1; (steps.at(-1) ?? 0) < end; power++) {
    for (const step of [1, 2, 5]) {
      if ((steps.at(-1) ?? 0) >= end) break;
      // not 5 * 10 ** -2, which is 0.05 and a little
      steps.push(Number(`${step}e${power}`));
    }
  }
  const under = steps.findLastIndex((step) => step < least);
  return steps.slice(under);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** How much longer than the greatest median an axis may be. */
const ROOM_FOR_SPREAD = 1.4;

/** The greatest median over the least from which on an axis is logarithmic. */
const TOO_FAR_APART = 60;
