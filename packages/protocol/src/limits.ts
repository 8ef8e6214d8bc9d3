/** The largest of each thing that a message may hold. `Infinity` stands for "no limit", which `maxDepth` must have. */
export interface MessageLimits {
  /** Characters (UTF-16 units) of an event name. */
  readonly maxEventLength: number;
  /** Characters of one peer id in `to`. */
  readonly maxPeerIdLength: number;
  /** Peer ids in one `to`. */
  readonly maxAddressees: number;
  /** Arrays and objects inside each other in `data`. */
  readonly maxDepth: number;
}

/** Generous for signaling, small enough that nothing a client sends can be expensive. */
export const MESSAGE_LIMITS: MessageLimits = Object.freeze({
  maxEventLength: 128,
  maxPeerIdLength: 64,
  maxAddressees: 1024,
  maxDepth: 64,
});
