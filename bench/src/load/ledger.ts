import type { Scenario } from "../scenarios.ts";
import { SEQUENCE_DIGITS } from "./frames.ts";
import { BEFORE_MARK, EVENT, SENDER_DIGITS } from "./message.ts";
import { SDP } from "./sdp.ts";

/** The frame is no message of the bench: the server's own `joined`, say. */
export const NOT_OURS = -1;

/** The message is not with all its addressees yet. */
export const STILL_FLYING = -2;

/**
 * Checks every delivery: from the sender it says, in that sender's order, to somebody of its room, nothing left out,
 * nothing twice. Every 64th is compared whole. A relay that cuts a corner fails here instead of winning.
 */
export class Ledger {
  readonly #scenario: Scenario;
  /** What `from` must look like, by sender. */
  readonly #from: readonly Buffer[];
  /** The sequence number that is next, by receiver and sender within their room. */
  readonly #next: Float64Array;
  /** Deliveries that a message lacks, by sender and place in its window. */
  readonly #missing: Int32Array;
  // every message is as long as the first, so these are found once
  #markAt = 0;
  #fromAt = 0;
  #taken = 0;

  constructor(scenario: Scenario, ids: readonly string[]) {
    const { peersPerRoom, window } = scenario;
    this.#scenario = scenario;
    this.#from = ids.map((id) => Buffer.from(`"from":"${id}"`));
    this.#next = new Float64Array(ids.length * peersPerRoom);
    this.#missing = new Int32Array(ids.length * window).fill(peersPerRoom - 1);
  }

  /** Deliveries so far. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes one delivery. Gives back its sender if all addressees have the message now, or one of the constants above.
   *
   * @throws Error if something is wrong with it.
   */
  take(receiver: number, bytes: Buffer, start: number, end: number): number {
    const markAt = this.#findMark(bytes, start, end);
    if (markAt === -1) return NOT_OURS;
    const sender = digits(bytes, markAt, SENDER_DIGITS);
    const sequence = digits(bytes, markAt + SENDER_DIGITS + 1, SEQUENCE_DIGITS);
    this.#checkFrom(sender, bytes, start, end);
    this.#checkOrder(receiver, sender, sequence);
    if (this.#taken++ % COMPARED_WHOLE === 0) compareWhole(bytes.toString("utf8", start, end));
    const { peersPerRoom, window } = this.#scenario;
    const place = sender * window + (sequence % window);
    const missing = (this.#missing[place] ?? 0) - 1;
    this.#missing[place] = missing === 0 ? peersPerRoom - 1 : missing;
    return missing === 0 ? sender : STILL_FLYING;
  }

  #findMark(bytes: Buffer, start: number, end: number): number {
    const expected = start + this.#markAt;
    if (bytes[expected - 1] === QUOTE && bytes[expected + SENDER_DIGITS] === DOT) return expected;
    const at = bytes.subarray(start, end).indexOf(BEFORE_MARK);
    if (at === -1) return -1;
    this.#markAt = at + BEFORE_MARK.length;
    return start + this.#markAt;
  }

  #checkFrom(sender: number, bytes: Buffer, start: number, end: number): void {
    const from = this.#from[sender];
    if (from === undefined) throw new Error(`a message from sender ${sender}, who is nobody`);
    const at = start + this.#fromAt;
    if (at + from.length <= end && from.compare(bytes, at, at + from.length) === 0) return;
    const found = bytes.subarray(start, end).indexOf(from);
    if (found === -1) throw new Error(`a message of sender ${sender} without its ${from.toString()}`);
    this.#fromAt = found;
  }

  #checkOrder(receiver: number, sender: number, sequence: number): void {
    const { peersPerRoom } = this.#scenario;
    if (sender === receiver || Math.floor(sender / peersPerRoom) !== Math.floor(receiver / peersPerRoom)) {
      throw new Error(`peer ${receiver} got a message of ${sender}, which is not for it`);
    }
    const pair = receiver * peersPerRoom + (sender % peersPerRoom);
    const expected = this.#next[pair] ?? 0;
    if (sequence !== expected) {
      throw new Error(`peer ${receiver} got message ${sequence} of ${sender} instead of message ${expected}`);
    }
    this.#next[pair] = expected + 1;
  }
}

function compareWhole(text: string): void {
  const { event, data }: { event: unknown; data: { sdp: unknown; type: unknown } } = JSON.parse(text);
  if (event !== EVENT || data.type !== EVENT || data.sdp !== SDP) throw new Error(`a message was changed: ${text}`);
}

function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) value = value * 10 + ((bytes[at] ?? 0) - ZERO);
  return value;
}

const COMPARED_WHOLE = 64;
const QUOTE = 0x22;
const DOT = 0x2e;
const ZERO = 0x30;
