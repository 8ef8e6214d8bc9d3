import { ERRORS, type ErrorCode, type MessageErrorCode } from "./errors.ts";
import type { Json } from "./json.ts";
import { MESSAGE_LIMITS, type MessageLimits } from "./limits.ts";
import type { Addressees, Message } from "./message.ts";
import type { ErrorData } from "./server-events.ts";
import { isReservedEvent } from "./server-events.ts";

/** What a client sent, once looked at: shaped like a message, its `data` still nobody's word but the client's. */
export interface ClientMessage {
  readonly event: string;
  readonly data: unknown;
  readonly to: Addressees;
}

/** Why a text frame is not a message. Says what is wrong with the form and never repeats the input. */
export interface Fault {
  readonly fault: MessageErrorCode;
  readonly details: Json;
}

/** Reads a client's text frame. Never throws: a bad frame is input, not a bug. */
export function decodeClientMessage(text: string, limits: MessageLimits = MESSAGE_LIMITS): ClientMessage | Fault {
  const frame = parseObject(text);
  if ("fault" in frame) return frame;
  const { event, to } = frame.object;
  if (typeof event !== "string") return invalid("event: expected a string");
  if (event.length > limits.maxEventLength) return invalid(`event: longer than ${limits.maxEventLength} characters`);
  if (isReservedEvent(event)) return RESERVED_EVENT;
  const wrong = whatIsWrongWith(to, limits);
  if (wrong !== null) return invalid(wrong);
  const data = frame.object["data"] ?? null;
  if (!isWithinDepth(data, limits.maxDepth)) return invalid(`data: nested deeper than ${limits.maxDepth}`);
  return { event, data, to: to as Addressees };
}

/** Reads a server's text frame, or says `null` if it is not a message. Never throws. */
export function decodeServerMessage(text: string): Message | null {
  const frame = parseObject(text);
  if ("fault" in frame) return null;
  const { event, data, from, to } = frame.object;
  if (typeof event !== "string" || (typeof from !== "string" && from !== null)) return null;
  if (to !== "all" && !isListOfStrings(to)) return null;
  return { event, data, from, to };
}

/**
 * Writes a message as the text of one frame; `undefined` data becomes `null`.
 *
 * @throws TypeError if `data` is not JSON (a cycle, a BigInt).
 */
export function encodeMessage(message: Message): string {
  const { data, event, from, to } = message;
  return JSON.stringify({ data: data ?? null, event, from, to });
}

/** Writes what a client sends; the server adds `from`. Throws like {@link encodeMessage}. */
export function encodeClientMessage({ data, event, to }: ClientMessage): string {
  return JSON.stringify({ data: data ?? null, event, to });
}

/** Writes the `error` frame that tells one peer what went wrong. */
export function encodeError(code: ErrorCode, details: Json, to: string): string {
  return encodeMessage({ data: errorData(code, details), event: "error", from: null, to: [to] });
}

/** The data of an `error` frame, and the JSON body of a refused upgrade. */
export function errorData(code: ErrorCode, details: Json = null): ErrorData {
  return { description: ERRORS[code].description, code, details };
}

const INVALID_JSON: Fault = Object.freeze({ fault: "invalid_json", details: null });
const RESERVED_EVENT: Fault = Object.freeze({
  fault: "reserved_event",
  details: "event: only the server sends this one",
});

function invalid(details: string): Fault {
  return { fault: "invalid_message", details };
}

function parseObject(text: string): { object: Record<string, unknown> } | Fault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return INVALID_JSON;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return invalid("expected a JSON object");
  return { object: value as Record<string, unknown> };
}

function whatIsWrongWith(to: unknown, limits: MessageLimits): string | null {
  if (to === "all") return null;
  if (!isListOfStrings(to)) return 'to: expected "all" or a list of peer ids';
  if (to.length > limits.maxAddressees) return `to: more than ${limits.maxAddressees} peer ids`;
  if (to.some((id) => id.length > limits.maxPeerIdLength)) {
    return `to: a peer id longer than ${limits.maxPeerIdLength} characters`;
  }
  return null;
}

function isListOfStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Whether arrays and objects are at most so deep inside each other. What is too deep parses, but cannot be written again. */
export function isWithinDepth(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const key in value) {
    if (!isWithinDepth((value as Record<string, unknown>)[key], depth - 1)) return false;
  }
  return true;
}
