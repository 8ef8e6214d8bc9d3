import type { FakeMedia } from "./fake-transceiver.ts";

export interface FakeDescription {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

/** What stands in the fake's SDP. */
export interface FakeSession {
  readonly ufrag: string;
  readonly media: readonly FakeMedia[];
  /** The data transport of who wrote this, if there is an m-line for it. */
  readonly data: number | null;
}

export function parse(sdp: string): FakeSession {
  try {
    return JSON.parse(sdp);
  } catch {
    throw error("OperationError");
  }
}

/** What the browser throws or rejects with. */
export function error(name: "InvalidAccessError" | "InvalidStateError" | "OperationError"): DOMException {
  return new DOMException(name, name);
}
