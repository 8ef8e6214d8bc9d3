import { isObject } from "../connection/wire.ts";

/** A description whose form has been checked; whether its SDP makes sense only the browser can say. */
export interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

/** What a mesh adds to a description. Plain clients neither send nor look at it. */
export interface DescriptionNotes {
  /** The sender's token of this link, or `null` from a plain client. */
  readonly link: string | null;
  /** What tells the sender's meshes apart, or `null` from a plain client: the same through all reconnects, another after a reload. */
  readonly mesh: string | null;
  /** In an answer, the token that came with the offer it answers; `null` from a plain client. */
  readonly answers: string | null;
  /** One proof for each link that the sender has: is one of them yours? */
  readonly resumes: readonly string[];
  /** The label of each stream that is sent, by the stream's id. */
  readonly streams: ReadonlyMap<string, string>;
}

/** A candidate whose form has been checked. */
export interface Candidate {
  readonly init: RTCIceCandidateInit;
  /** The sender's token of the link that it belongs to, or `null` from a plain client. */
  readonly link: string | null;
}

const MAX_TEXT = 128;
const MAX_NOTES = 64;

/** Reads the data of an `offer` or `answer`, or says `null` if it is none. Notes that make no sense are left out. Never throws. */
export function readDescription(data: unknown, type: Description["type"]): (Description & DescriptionNotes) | null {
  if (!isObject(data) || data["type"] !== type || typeof data["sdp"] !== "string") return null;
  const { sdp, link, mesh, answers, resumes, streams } = data;
  const labels = isObject(streams) ? Object.entries(streams) : [];
  return {
    type,
    sdp,
    link: readToken(link),
    mesh: readToken(mesh),
    answers: readToken(answers),
    resumes: Array.isArray(resumes) ? resumes.slice(0, MAX_NOTES).filter((proof) => isText(proof)) : [],
    streams: new Map(labels.slice(0, MAX_NOTES).filter((entry): entry is [string, string] => entry.every(isText))),
  };
}

/**
 * Reads the data of a `candidate`, or says `null` if it is none. The end of candidates (W3C WebRTC section 4.8.2), told
 * as `null`, as nothing or as an empty string, becomes an empty string. Never throws.
 */
export function readCandidate(data: unknown): Candidate | null {
  if (data === null) return { init: { candidate: "" }, link: null };
  if (!isObject(data) || !hasCandidateFields(data)) return null;
  const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = data;
  const candidate = data.candidate ?? "";
  // WebRTC section 4.4.2: the browser would refuse it too
  if (candidate !== "" && sdpMid === null && sdpMLineIndex === null) return null;
  return { init: { candidate, sdpMid, sdpMLineIndex, usernameFragment }, link: readToken(data["link"]) };
}

/** What a newcomer says that has recognised a link. */
export interface Relink {
  /** That it is the other side of the link that it goes on with; `null` asks for a new one. */
  readonly proof: string | null;
  /** Whether its way to the other side may not be what it was. */
  readonly restart: boolean;
}

/** Reads the data of a `relink`, or says `null` if it is none. Never throws. */
export function readRelink(data: unknown): Relink | null {
  if (!isObject(data)) return null;
  const { proof, restart } = data;
  return proof === null || isText(proof) ? { proof, restart: restart !== false } : null;
}

/** Reads the data of a `bye`: the sender's token of the link that it has ended, or `null` if there is none. Never throws. */
export function readBye(data: unknown): string | null {
  return isObject(data) ? readToken(data["link"]) : null;
}

/** 128 bits, as `newToken` makes them, or `null`. */
function readToken(value: unknown): string | null {
  return typeof value === "string" && /^[\da-f]{32}$/.test(value) ? value : null;
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

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= MAX_TEXT;
}

function isStringOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function isMLineIndexOrNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65_535;
}
