import { describe, expect, it } from "vitest";

import { Histogram } from "./histogram.ts";

/** A histogram of these times. */
function histogramOf(times: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const ms of times) histogram.record(ms);
  return histogram;
}

describe("Histogram", () => {
  it("is right to 3 % from a microsecond to an hour", () => {
    for (let ms = 0.001; ms < 3_600_000; ms *= 1.37) {
      const found = histogramOf([ms, 1e9]).percentileMs(0.5);
      expect(Math.abs(found - ms), `${ms} ms was taken for ${found}`).toBeLessThanOrEqual(Math.max(ms * 0.032, 0.0005));
    }
  });

  it("gives the time that the asked share of all did not take longer than", () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, index) => (index + 1) / 1000));
    expect(histogram.percentileMs(0.5)).toBeCloseTo(0.5, 1);
    expect(histogram.percentileMs(0.99)).toBeCloseTo(0.99, 1);
    expect(histogram.percentileMs(0.999)).toBeCloseTo(0.999, 1);
    expect(histogram.percentileMs(0.001)).toBe(0.001);
  });

  it("finds the one of a thousand only beyond 99.9 %", () => {
    const histogram = histogramOf([...Array.from({ length: 999 }, () => 1), 500]);
    expect(histogram.percentileMs(0.999)).toBeLessThan(1.1);
    expect(histogram.percentileMs(1)).toBe(500);
  });

  it("keeps the longest exactly, and never says more", () => {
    const histogram = histogramOf([7.123_4]);
    expect(histogram.mostMs).toBe(7.123_4);
    expect(histogram.percentileMs(0.99)).toBeLessThanOrEqual(7.123_4);
  });

  it("counts what is out of range at its ends", () => {
    const histogram = histogramOf([-1, 1e12]);
    expect(histogram.count).toBe(2);
    expect(histogram.percentileMs(0.5)).toBe(0);
    expect(histogram.percentileMs(1)).toBeCloseTo(3_600_000, -5);
  });

  it("has no percentile of nothing, and forgets when cleared", () => {
    const histogram = histogramOf([3]);
    histogram.clear();
    expect(histogram.percentileMs(0.5)).toBeNaN();
    expect([histogram.count, histogram.mostMs]).toEqual([0, 0]);
  });
});
