import type { Figures } from "../figures.ts";

/** What one turn of a load came to. */
export interface Run {
  /** Deliveries in it, or peers that joined: what the server's CPU time is shared out over. */
  readonly count: number;
  /** What the clients saw. */
  readonly figures: Figures;
  /** How busy the load generator was, from 0 to 1, where its event loop spins and cannot say. */
  readonly busy?: number;
  /** The load generator was held up itself, so that the latencies are its own. */
  readonly late?: boolean;
  readonly note?: string;
}

/** One kind of load, as its process runs it. */
export interface Load {
  /** Brings in who stays through all turns, and lets both sides warm up. */
  prepare(): Promise<void>;
  /** Takes one turn, of so many seconds where a turn is by time. When it resolves, everything has arrived. */
  run(seconds: number): Promise<Run>;
  /** After a turn: those leave who come anew in the next. Gives back what that showed, or `null`. */
  leave(): Promise<string | null>;
}
