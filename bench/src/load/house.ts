import type { Dialect } from "../dialects/dialect.ts";

/** What the messages among peers mean to a load. */
export interface Traffic {
  /** Takes a message that a peer got. `false` if it is no delivery. Throws if something is wrong with it. */
  delivery(receiver: number, bytes: Buffer, start: number, end: number): boolean;
  /** Everything that one read brought has been told. */
  readEnded(): void;
  /** A connection ended. `false` if that is a failure. */
  mayEnd(peer: number): boolean;
}

/** Nobody says anything. */
export const SILENCE: Traffic = {
  delivery: () => false,
  readEnded: () => undefined,
  mayEnd: () => false,
};

/** What all peers of a load share: the server that they talk to, and who listens to them. */
export interface House {
  readonly port: number;
  readonly dialect: Dialect;
  /** Over plain TCP, or over TLS: with whole handshakes, or each taking up its last session. */
  readonly tls: "none" | "whole" | "resumed";
  traffic: Traffic;
  /** The address of loopback that a peer comes from, or `null` for any. */
  readonly localAddress: (peer: number) => string | null;
  /** Something went wrong: the whole load fails. */
  fail(problem: string): void;
}
