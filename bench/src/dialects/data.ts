import { SEQUENCE_DIGITS } from "../load/frames.ts";
import { SDP } from "../load/sdp.ts";
import type { Message } from "./dialect.ts";

/** Digits of the sender's number in a mark, before a dot and the sequence number. */
export const SENDER_DIGITS = 6;

/** Sort of every message. */
export const OFFER = "offer";

/** The same data in every dialect, so that every server carries the same about 1 KB. */
export interface Data {
  readonly mark: string;
  readonly type: typeof OFFER;
  readonly sdp: string;
}

/** The data of one sender: a session description, and a mark `SENDER.SEQUENCE` whose sequence number is 0. */
export function dataOf(peer: number): Data {
  const mark = `${String(peer).padStart(SENDER_DIGITS, "0")}.${"0".repeat(SEQUENCE_DIGITS)}`;
  return { mark, type: OFFER, sdp: SDP };
}

/** What stands before a mark in JSON. */
export const BEFORE_MARK_IN_JSON = Buffer.from('"mark":"');

/** A payload that has the data of a sender in it, and where the sequence number begins. */
export function markedMessage(payload: Buffer, { mark }: Data): Message {
  return { payload, sequenceAt: payload.indexOf(mark) + SENDER_DIGITS + 1 };
}

/** A JSON payload with the data of a sender in it. */
export function jsonMessage(value: unknown, data: Data, prefix = ""): Message {
  return markedMessage(Buffer.from(prefix + JSON.stringify(value)), data);
}
