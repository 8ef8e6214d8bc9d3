/** One kind of figure: how it is called, counted and judged. */
export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly better: "more" | "less";
  /** Digits behind the point where it is shown. */
  readonly digits: number;
  /** Compared with the reference it says nothing, because that does as good as nothing. */
  readonly absolute?: true;
}

/** Every figure that a scenario can have. Tables, charts and ratios derive from it. */
export const FIGURES = {
  perSecond: { title: "deliveries/s", unit: "1/s", better: "more", digits: 0 },
  cpuUs: { title: "CPU us/delivery", unit: "us", better: "less", digits: 1 },
  p50Ms: { title: "p50 ms", unit: "ms", better: "less", digits: 2 },
  p99Ms: { title: "p99 ms", unit: "ms", better: "less", digits: 2 },
  p999Ms: { title: "p99.9 ms", unit: "ms", better: "less", digits: 2 },
  joinsPerSecond: { title: "joins/s", unit: "1/s", better: "more", digits: 0 },
  cpuUsPerJoin: { title: "CPU us/join", unit: "us", better: "less", digits: 0 },
  kbPerPeer: { title: "KB/peer", unit: "KB", better: "less", digits: 1 },
  rssKbPerPeer: { title: "RSS KB/peer", unit: "KB", better: "less", digits: 1 },
  idleCpuPercent: { title: "idle CPU %", unit: "%", better: "less", digits: 2, absolute: true },
  backMs: { title: "all back after ms", unit: "ms", better: "less", digits: 0 },
  worstDelayMs: { title: "worst delay ms", unit: "ms", better: "less", digits: 1 },
  grownMb: { title: "grown by MB", unit: "MB", better: "less", digits: 1 },
} as const satisfies Readonly<Record<string, Figure>>;

/** Whether a ratio of it to the reference says something. */
export function isComparable(name: FigureName): boolean {
  const figure: Figure = FIGURES[name];
  return figure.absolute !== true;
}

/** The name of a figure, as in the results. */
export type FigureName = keyof typeof FIGURES;

/** Some figures of one turn. */
export type Figures = Partial<Record<FigureName, number>>;

/** What one server did in one scenario, once. */
export interface Measurement {
  readonly figures: Figures;
  /** The share of the time in which each event loop was busy, from 0 to 1. The busier one set the pace. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /** CPU time over busy time of the server: well under 1 means that something else ran on its core. */
  readonly serverGranted: number;
  /** CPU time of the load generator for one delivery, in microseconds, where deliveries were counted. */
  readonly loadCpuUs?: number;
  /** The load generator was held up in this turn, so that latencies are its own: see `summarize`. */
  readonly late?: boolean;
  /** What else has to be known of this turn. */
  readonly note?: string;
}
