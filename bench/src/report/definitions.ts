import type { FigureName } from "../figures.ts";
import type { Chart } from "./chart.ts";

/** A chart of bars, as data. */
export interface Definition extends Omit<Chart, "panels"> {
  readonly panels: readonly PanelDefinition[];
}

/** One figure of one scenario, a bar a server. */
export interface PanelDefinition {
  readonly scenario: string;
  readonly figure: FigureName;
  /** Short: in large letters on a phone it must fit one line. */
  readonly heading: string;
}

/** The charts, in the order of the docs. A scenario that none of them names gets a chart of its own: see charts.ts. */
export const DEFINITIONS: readonly Definition[] = [
  {
    name: "overview",
    title: "CPU per delivered message",
    subtitle: "as a ratio to a bare ws relay in the same run · less is better",
    layout: "pairs",
    scale: "shared",
    panels: [
      { scenario: "unicast-1", figure: "cpuUs", heading: "To one, one at a time" },
      { scenario: "unicast-16", figure: "cpuUs", heading: "To one, 16 on their way" },
      { scenario: "broadcast-10-one", figure: "cpuUs", heading: "Rooms of 10, one talks" },
      { scenario: "broadcast-10-all", figure: "cpuUs", heading: "Rooms of 10, all talk" },
    ],
  },
  {
    name: "unicast",
    title: "One to one: CPU per delivery",
    subtitle: "µs of server CPU, all threads · rooms of 2 · less is better",
    layout: "wide",
    scale: "shared",
    panels: [
      { scenario: "unicast-1", figure: "cpuUs", heading: "1 message on its way" },
      { scenario: "unicast-16", figure: "cpuUs", heading: "16 messages on their way" },
    ],
  },
  {
    name: "broadcast",
    title: "One to all: CPU per delivery",
    subtitle: "µs of server CPU · to nine others is nine · less is better",
    layout: "wide",
    scale: "shared",
    panels: [
      { scenario: "broadcast-10-one", figure: "cpuUs", heading: "Rooms of 10, one talks" },
      { scenario: "broadcast-50-one", figure: "cpuUs", heading: "Rooms of 50, one talks" },
      { scenario: "broadcast-10-all", figure: "cpuUs", heading: "Rooms of 10, all talk" },
    ],
  },
  {
    name: "throughput",
    title: "Deliveries per second on one core",
    subtitle: "≥: the load generator was full first · more is better",
    layout: "wide",
    scale: "own",
    panels: [
      { scenario: "unicast-16", figure: "perSecond", heading: "One to one, 16 on their way" },
      { scenario: "broadcast-10-all", figure: "perSecond", heading: "Rooms of 10, all talk" },
    ],
  },
  {
    name: "join",
    title: "Joining: CPU per join",
    subtitle: "µs of server CPU, all handshakes included · less is better",
    layout: "wide",
    scale: "own",
    panels: [
      { scenario: "join", figure: "cpuUsPerJoin", heading: "ws://" },
      { scenario: "join-wss", figure: "cpuUsPerJoin", heading: "wss://, certificate on P-256" },
      { scenario: "join-wss-resumed", figure: "cpuUsPerJoin", heading: "wss://, TLS session resumed" },
    ],
  },
  {
    name: "idle",
    title: "Peers that say nothing",
    subtitle: "what each of them, or all of them, cost · less is better",
    layout: "wide",
    scale: "own",
    panels: [
      { scenario: "idle", figure: "kbPerPeer", heading: "Held per peer, KB after GC" },
      { scenario: "idle", figure: "rssKbPerPeer", heading: "Resident memory per peer, KB" },
      { scenario: "idle", figure: "idleCpuPercent", heading: "CPU of all, % of one core" },
    ],
  },
  {
    name: "storm",
    title: "Cut off at once, and all come back",
    subtitle: "milliseconds · less is better",
    layout: "wide",
    scale: "own",
    panels: [
      { scenario: "storm", figure: "backMs", heading: "Until all are back" },
      { scenario: "storm", figure: "worstDelayMs", heading: "Worst delay of the others" },
    ],
  },
  {
    name: "slow",
    title: "A reader that stopped",
    subtitle: "one of a room of 10 · less is better",
    layout: "wide",
    scale: "own",
    panels: [
      { scenario: "slow", figure: "grownMb", heading: "Memory grown by, MB" },
      { scenario: "slow", figure: "p99Ms", heading: "p99 of the other eight, ms" },
    ],
  },
];
