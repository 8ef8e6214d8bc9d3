/**
 * How the clients of one server talk to it, as data: what the load generator must know besides RFC 6455. Every payload
 * here is the whole payload of one WebSocket message.
 */
export interface Dialect {
  readonly name: string;
  /** Messages travel in binary frames, or in text frames. */
  readonly binary: boolean;
  /** The WebSocket subprotocol that a client must ask for, or `null`. */
  readonly subprotocol: string | null;
  /** What its servers cannot do, and why: they are left out of the scenarios that need it. */
  readonly lacks: { readonly unicast?: string; readonly broadcast?: string };
  /** A broadcast comes back to its sender, too. */
  readonly echoes: boolean;
  /** What a client says every so often, without which the server lets it go, or `null`. */
  readonly beat: { readonly payload: Buffer; readonly everyMs: number } | null;
  /** The bytes right before the mark of a delivery. A message without them is no delivery: see `hear`. */
  readonly beforeMark: Buffer;

  /**
   * Begins to bring one client in; a promise where the server is first asked over HTTP. Ids that the client chooses are
   * new each time, so the same peer may come again while the server has not noticed that it left.
   */
  join(seat: Seat): Joining | Promise<Joining>;

  /** The message that one sender sends again and again, to all others of its room or to these of them. */
  message(sender: Sender, to: "all" | readonly string[]): Message;

  /** Bytes with which the server says in a delivery that it is from this id, or `null` if it does not say. */
  from(id: string): Buffer | null;

  /** The data of a delivery, decoded: must equal `dataOf` the sender but for the digits of the mark. Throws if it cannot be read. */
  read(delivery: Buffer): unknown;

  /**
   * What to do about a message that is no delivery, once joined: answer it with this payload (Engine.IO's ping), ignore
   * it (somebody else joined), or fail. The buffer is used again: look, do not keep.
   */
  hear(payload: Buffer): Buffer | "ignore" | Problem;
}

/** Where a client is to sit. */
export interface Seat {
  /** The port of loopback on which the server listens. */
  readonly port: number;
  readonly room: number;
  /** Its number among all the peers of the load, not within its room. */
  readonly peer: number;
}

/** One client's conversation until it has joined. */
export interface Joining {
  /** Path and query of the upgrade request. */
  readonly path: string;
  /** What it says once the socket is open. */
  readonly opened: readonly Buffer[];
  /** Takes one message of the server. The buffer is used again: look, do not keep. */
  hear(payload: Buffer): Step | Problem;
}

/** What follows from a message while joining. */
export interface Step {
  readonly send?: Buffer;
  /** Its id: it has joined now, and others can send to it. */
  readonly joined?: string;
}

/** The server said what it should not. */
export interface Problem {
  readonly problem: string;
}

/** Who sends. */
export interface Sender {
  readonly id: string;
  readonly peer: number;
  readonly room: number;
}

/** A message to send, whose sequence number is yet to be written. */
export interface Message {
  readonly payload: Buffer;
  /** The byte of the payload where the ten digits of the sequence number begin. */
  readonly sequenceAt: number;
}
