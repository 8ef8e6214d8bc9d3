import { isObject } from "../connection/wire.ts";

/**
 * What the two ends of a link say to each other, by event. The data is `unknown` because another peer wrote it, possibly
 * a program of another author.
 */
export type SignalEvents = {
  /** An RTCSessionDescriptionInit of type `offer`. */
  readonly offer: unknown;
  /** An RTCSessionDescriptionInit of type `answer`. */
  readonly answer: unknown;
  /** An RTCIceCandidateInit, or `null` for the end of candidates. */
  readonly candidate: unknown;
};

/** A description whose form has been checked; whether its SDP makes sense only the browser can say. */
export interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

/** Reads the data of an `offer` or `answer`, or says `null` if it is none. Unknown fields are cut off. Never throws. */
export function readDescription(data: unknown, type: Description["type"]): Description | null {
  if (!isObject(data) || data["type"] !== type || typeof data["sdp"] !== "string") return null;
  return { type, sdp: data["sdp"] };
}

/**
 * Reads the data of a `candidate`, or says `null` if it is none. The end of candidates (W3C WebRTC section 4.8.2), told
 * as `null`, as nothing or as an empty string, becomes an empty string. Never throws.
 */
export function readCandidate(data: unknown): RTCIceCandidateInit | null {
  if (data === null) return { candidate: "" };
  if (!isObject(data) || !hasCandidateFields(data)) return null;
  const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = data;
  const candidate = data.candidate ?? "";
  // WebRTC section 4.4.2: the browser would refuse it too
  if (candidate !== "" && sdpMid === null && sdpMLineIndex === null) return null;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

interface CandidateFields {
  readonly candidate?: string | null;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

function hasCandidateFields(
  data: Readonly<Record<string, unknown>>,
): data is Readonly<Record<string, unknown>> & CandidateFields {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = data;
  return [candidate, sdpMid, usernameFragment].every(isStringOrNothing) && isMLineIndexOrNothing(sdpMLineIndex);
}

function isStringOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function isMLineIndexOrNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65_535;
}
