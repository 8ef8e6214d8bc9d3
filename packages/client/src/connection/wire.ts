import { decodeServerMessage, isErrorCode, isReservedEvent } from "@parlor/protocol";
import type { ErrorData, IceServer, IceServersData, Json, LeftReason, Message } from "@parlor/protocol";
import type { RosterEntry, ServerEvents } from "@parlor/protocol";

/** A message of the server's own, its data looked at. */
export type ServerMessage = Message<Pick<ServerEvents, keyof ServerEvents>>;

/** What one text frame says: something of the server's own, or a message whose data is still only its sender's word. */
export type Frame = { readonly server: ServerMessage } | { readonly application: Message };

/** Reads a text frame, or says `null` if it is none that this client understands. Never throws. */
export function readFrame(text: string): Frame | null {
  const message = decodeServerMessage(text);
  if (message === null) return null;
  if (!isReservedEvent(message.event)) return { application: message };
  const server = readServerMessage(message);
  return server === null ? null : { server };
}

/** No server keeps a client away for longer at a time. */
const MAX_AFTER_MS = 3_600_000;

/** The wait that an error asks for, in milliseconds from 0 to an hour, which what is longer is cut to; or `null` for none. */
export function readAfterMs(error: ErrorData | null): number | null {
  const afterMs = isObject(error?.details) ? error.details["after_ms"] : null;
  return typeof afterMs === "number" && afterMs >= 0 ? Math.min(afterMs, MAX_AFTER_MS) : null;
}

/** Whether a value is an object whose fields can be looked at one by one. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readServerMessage({ event, data, from, to }: Message): ServerMessage | null {
  if (!isObject(data)) return null;
  switch (event) {
    case "authenticated":
      return withData(readAuthenticated(data), (data) => ({ event, data, from, to }));
    case "joined":
      return withData(readRosterEntry(data), (data) => ({ event, data, from, to }));
    case "left":
      return withData(readLeft(data), (data) => ({ event, data, from, to }));
    case "ice_servers":
      return withData(readIceServers(data), (data) => ({ event, data, from, to }));
    case "token_accepted":
      return { event, data: { token_expires_in_ms: readLifetime(data["token_expires_in_ms"]) }, from, to };
    case "error":
      return withData(readError(data), (data) => ({ event, data, from, to }));
    default:
      return null;
  }
}

function withData<Data>(data: Data | null, build: (data: Data) => ServerMessage): ServerMessage | null {
  return data === null ? null : build(data);
}

function readAuthenticated(data: Readonly<Record<string, unknown>>): ServerEvents["authenticated"] | null {
  const { peer_id, room, peers, token_expires_in_ms } = data;
  if (typeof peer_id !== "string" || typeof room !== "string" || !Array.isArray(peers)) return null;
  const entries = peers.map((entry: unknown) => (isObject(entry) ? readRosterEntry(entry) : null));
  if (!entries.every((entry) => entry !== null)) return null;
  const lifetime = readLifetime(token_expires_in_ms);
  const token = lifetime === null ? null : { token_expires_in_ms: lifetime };
  return { peer_id, room, peers: entries, ...readIceServers(data), ...token };
}

/** Servers that make no sense are as good as none: a link can still be made in one network, and the program knows. */
function readIceServers(data: Readonly<Record<string, unknown>>): IceServersData | null {
  const { ice_servers, ice_servers_expire_in_ms } = data;
  if (!Array.isArray(ice_servers) || !ice_servers.every(isIceServer)) return null;
  return { ice_servers, ice_servers_expire_in_ms: readLifetime(ice_servers_expire_in_ms) };
}

/** Milliseconds; `null` for ever, and where they make no sense: what has expired is asked for anew, sooner or later. */
function readLifetime(value: unknown): number | null {
  return typeof value === "number" && value >= 0 ? value : null;
}

function isIceServer(value: unknown): value is IceServer {
  if (!isObject(value)) return false;
  const { urls, username = "", credential = "" } = value;
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls];
  return list.length > 0 && [...list, username, credential].every((text) => typeof text === "string");
}

function readRosterEntry({ peer_id, metadata }: Readonly<Record<string, unknown>>): RosterEntry | null {
  return typeof peer_id === "string" ? { peer_id, metadata: isJson(metadata) ? metadata : null } : null;
}

function readLeft({ peer_id, reason }: Readonly<Record<string, unknown>>): ServerEvents["left"] | null {
  if (typeof peer_id !== "string") return null;
  return isLeftReason(reason) ? { peer_id, reason } : { peer_id };
}

function isLeftReason(value: unknown): value is LeftReason {
  return typeof value === "string" && Object.hasOwn(LEFT_REASONS, value);
}

const LEFT_REASONS: Readonly<Record<LeftReason, true>> = { closed: true, lost: true, removed: true, replaced: true };

/** An error with a code of some later version says nothing to this one: the close code that follows it will. */
function readError({ code, description, details }: Readonly<Record<string, unknown>>): ErrorData | null {
  if (typeof code !== "string" || !isErrorCode(code)) return null;
  return {
    code,
    description: typeof description === "string" ? description : "",
    details: isJson(details) ? details : null,
  };
}

/** Everything here was parsed from JSON, so it is JSON unless it was not there. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}
