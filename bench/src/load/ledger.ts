import { isDeepStrictEqual } from "node:util";

import { dataOf, SENDER_DIGITS } from "../dialects/data.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { SEQUENCE_DIGITS } from "./frames.ts";

/** The message is no delivery: the server's own `joined`, say. */
export const NOT_OURS = -1;

/**
 * Checks every delivery: from the sender it says, in that sender's order, to somebody of its room, nothing left out,
 * nothing twice. Every 64th is compared whole. A relay that cuts a corner fails here instead of winning.
 */
export class Ledger {
  readonly #dialect: Dialect;
  readonly #peersPerRoom: number;
  /** How the server says who a message is from, by sender, or `null` if it does not say. */
  readonly #from: readonly (Buffer | null)[];
  /** The sequence number that is next, by receiver and sender within their room. */
  readonly #next: Float64Array;
  readonly #beforeMark: Buffer;
  // every message is as long as the first, so these are found once
  #markAt = 0;
  #fromAt = 0;
  #taken = 0;
  #sequence = 0;

  constructor(dialect: Dialect, peersPerRoom: number, ids: readonly string[]) {
    this.#dialect = dialect;
    this.#peersPerRoom = peersPerRoom;
    this.#from = ids.map((id) => dialect.from(id));
    this.#next = new Float64Array(ids.length * peersPerRoom);
    this.#beforeMark = dialect.beforeMark;
  }

  /** Deliveries so far. */
  get taken(): number {
    return this.#taken;
  }

  /** The sequence number of the delivery that was taken last. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * Takes one delivery, and gives back its sender, or `NOT_OURS`.
   *
   * @throws Error if something is wrong with it.
   */
  take(receiver: number, bytes: Buffer, start: number, end: number): number {
    const markAt = this.#findMark(bytes, start, end);
    if (markAt === -1) return NOT_OURS;
    const sender = digits(bytes, markAt, SENDER_DIGITS);
    this.#sequence = digits(bytes, markAt + SENDER_DIGITS + 1, SEQUENCE_DIGITS);
    this.#checkFrom(sender, bytes, start, end);
    this.#checkOrder(receiver, sender);
    if (this.#taken++ % COMPARED_WHOLE === 0) this.#compareWhole(sender, bytes.subarray(start, end));
    return sender;
  }

  #findMark(bytes: Buffer, start: number, end: number): number {
    const before = this.#beforeMark;
    const expected = start + this.#markAt;
    if (
      expected + MARK_BYTES <= end &&
      bytes[expected + SENDER_DIGITS] === DOT &&
      bytes[expected - 1] === before[before.length - 1] &&
      bytes[expected - 2] === before[before.length - 2]
    ) {
      return expected;
    }
    const at = bytes.subarray(start, end).indexOf(before);
    if (at === -1) return -1;
    this.#markAt = at + before.length;
    return start + this.#markAt;
  }

  #checkFrom(sender: number, bytes: Buffer, start: number, end: number): void {
    const from = this.#from[sender];
    if (from === undefined) throw new Error(`a message from sender ${sender}, who is nobody`);
    if (from === null) return;
    const at = start + this.#fromAt;
    if (at + from.length <= end && from.compare(bytes, at, at + from.length) === 0) return;
    const found = bytes.subarray(start, end).indexOf(from);
    if (found === -1) throw new Error(`a message of sender ${sender} that the server does not say is from it`);
    this.#fromAt = found;
  }

  #checkOrder(receiver: number, sender: number): void {
    const peersPerRoom = this.#peersPerRoom;
    const isEcho = sender === receiver;
    if (
      (isEcho && !this.#dialect.echoes) ||
      Math.floor(sender / peersPerRoom) !== Math.floor(receiver / peersPerRoom)
    ) {
      throw new Error(`peer ${receiver} got a message of ${sender}, which is not for it`);
    }
    const pair = receiver * peersPerRoom + (sender % peersPerRoom);
    const expected = this.#next[pair] ?? 0;
    if (this.#sequence !== expected) {
      throw new Error(`peer ${receiver} got message ${this.#sequence} of ${sender} instead of message ${expected}`);
    }
    this.#next[pair] = expected + 1;
  }

  #compareWhole(sender: number, delivery: Buffer): void {
    const { mark, ...sent } = dataOf(sender);
    const expected = {
      mark: mark.slice(0, -SEQUENCE_DIGITS) + String(this.#sequence).padStart(SEQUENCE_DIGITS, "0"),
      ...sent,
    };
    if (!isDeepStrictEqual(this.#dialect.read(delivery), expected)) {
      throw new Error(`a message was changed: ${delivery.toString("latin1")}`);
    }
  }
}

function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) value = value * 10 + ((bytes[at] ?? 0) - ZERO);
  return value;
}

const MARK_BYTES = SENDER_DIGITS + 1 + SEQUENCE_DIGITS;
const COMPARED_WHOLE = 64;
const DOT = 0x2e;
const ZERO = 0x30;
