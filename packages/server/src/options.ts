import { AUTHENTICATE, isReservedEvent, MESSAGE_LIMITS, type MessageLimits } from "@parlor/protocol";

import type { RestartLimit } from "./actor/supervisor.ts";
import { ConfigError } from "./observe/errors.ts";
import type { Listener } from "./observe/observer.ts";
import { notNegative, positive, positiveNumber, refuseUnknown, wholeBytes, wrong } from "./option-checks.ts";
import type { PeerClass } from "./peer/admission.ts";
import { type EventSchema, EventSchemas } from "./peer/event-schemas.ts";
import { type IceServersOption, type IceServerSource, readIceServers } from "./peer/ice-servers.ts";
import type { AdmissionSettings } from "./peer/peer-settings.ts";
import type { Peer } from "./peer/peer.ts";
import type { RateLimit } from "./peer/rate-limit.ts";
import type { Application } from "./room/application.ts";
import type { OnMissingRoom } from "./room/registry.ts";
import type { RegistrySettings, RoomClass, RoomSpec } from "./room/room-spec.ts";

/** The rooms of a list, each with the options of its own class. */
export type RoomSpecs<Rooms extends readonly RoomClass[]> = { readonly [Index in keyof Rooms]: RoomSpec<Rooms[Index]> };

/** The types that a peer class was declared with. */
type ApplicationOf<P extends PeerClass> = P extends new () => Peer<infer T> ? T : Application;

/**
 * `events`: what clients may say, event by event: a Standard Schema (zod, valibot, ArkType, ...) or a type guard. Hooks get
 * what the schema has made of the data; anything else is refused as `invalid_message`. `offer`, `answer`, `candidate`,
 * `relink` and `bye`, which the browser SDK's mesh says, pass unread.
 *
 * Required if the peer class declares events: a type that nothing checks is a wish.
 */
type EventsOption<P extends PeerClass> =
  ApplicationOf<P> extends { readonly events: infer Declared }
    ? { readonly events: { readonly [Event in keyof Declared]: EventSchema<Declared[Event]> } }
    : { readonly events?: Readonly<Record<string, EventSchema>> };

/** What a Parlor is made of. All times are in milliseconds, all sizes in bytes. */
export type ParlorOptions<
  P extends PeerClass = PeerClass,
  Rooms extends readonly RoomClass[] = readonly RoomClass[],
> = Limits & EventsOption<P> & ParlorParts<P, Rooms>;

interface ParlorParts<P extends PeerClass, Rooms extends readonly RoomClass[]> {
  /** One instance for each client. */
  readonly peer: P;
  /** Goes to every peer's `onInit`. */
  readonly peerOptions?: Parameters<InstanceType<P>["onInit"]>[1];
  /** The rooms to start with. */
  readonly rooms?: RoomSpecs<Rooms>;
  /** Decides, after authentication, whether a room that is not there is made. @default no room is */
  readonly onMissingRoom?: OnMissingRoom<ApplicationOf<P>>;
  /**
   * The STUN and TURN servers that each peer is given when it has joined: a list, or a function of who it is, such as
   * `turnCredentials` makes. What expires is given anew in time. @default none
   */
  readonly iceServers?: IceServersOption<ApplicationOf<P>>;
  /** A listener from the very first event on; others by `parlor.observe()`. */
  readonly observe?: Listener;
}

/** Every bound and time-out, all on by default. Where the type allows it, `false` turns one off. */
export interface Limits {
  /**
   * Exact origins (`"https://app.example.com"`) whose pages may connect besides the server's own; `false` lets any page
   * of any site connect with your users' cookies.
   *
   * @default []
   */
  readonly allowedOrigins?: readonly string[] | false;
  /** How long `parseRequest`, then `onInit`, may take together. @default 5_000 */
  readonly authTimeoutMs?: number | false;
  /** How long the promise of any other hook may take to settle. @default 10_000 */
  readonly hookTimeoutMs?: number | false;
  /** How often every client is pinged. @default 15_000 */
  readonly heartbeatMs?: number | false;
  /**
   * How long nothing at all may be heard from a client; more than `heartbeatMs`, and `false` if that is. A ghost is gone
   * after this plus one heartbeat.
   *
   * @default 30_000
   */
  readonly idleTimeoutMs?: number | false;
  /** The largest frame a client may send: a whole number. @default 65_536 */
  readonly maxFrameBytes?: number | false;
  /**
   * What one message may hold. `maxDepth` cannot be turned off, and is at most 500.
   *
   * @default 128 characters of event, 64 of a peer id, 1,024 addressees, 64 levels of data
   */
  readonly messageLimits?: { readonly [Limit in keyof MessageLimits]?: number | false };
  /**
   * How much a client may send.
   *
   * @default bursts of 1,000 messages and 524,288 bytes, 200 messages and 131,072 bytes a second for ever, closed after 100
   * refused in a row
   */
  readonly rateLimit?: Partial<RateLimit> | false;
  /** Messages of one peer that may wait for its hooks or its room before its socket is not read any more. @default 64 */
  readonly maxQueuedMessages?: number | false;
  /** Bytes that may wait for a client that reads too slowly. @default 1_048_576 */
  readonly maxOutboundBytes?: number | false;
  /** Jobs that may wait in a room's mailbox; above, joins and messages are refused with `room_busy`. @default 4_096 */
  readonly maxRoomJobs?: number | false;
  /** Peers, joined or joining. @default 100_000 */
  readonly maxPeers?: number | false;
  /** The metadata of one peer, as JSON: every other member gets it. @default 4_096 */
  readonly maxMetadataBytes?: number | false;
  /** Upgrades that may wait for authentication at once. @default 1_000 */
  readonly maxPendingPeers?: number | false;
  /** @default 100_000 */
  readonly maxRooms?: number | false;
  /** Characters of a room's name. @default 128 */
  readonly maxRoomNameLength?: number | false;
  /** How long a room made on demand may be empty. @default 30_000 */
  readonly onDemandEmptyMs?: number | false;
  /** How often a room may crash before it is given up. @default 5 restarts within 10_000 ms */
  readonly restarts?: Partial<RestartLimit>;
  /** Bans that hold, of rooms and of the whole server; above, the one that ends first gives way to a new one. @default 10_000 */
  readonly maxBans?: number | false;
  /** When the server goes away, the window over which clients are told to come back. @default 5_000 */
  readonly retryWindowMs?: number;
}

const RATE_LIMIT: RateLimit = Object.freeze({
  burst: 1000,
  perSecond: 200,
  burstBytes: 524_288,
  bytesPerSecond: 131_072,
  strikes: 100,
});
const RESTARTS: RestartLimit = Object.freeze({ maxRestarts: 5, withinMs: 10_000 });

/** The default of every bound. */
export const DEFAULTS = Object.freeze({
  allowedOrigins: [],
  authTimeoutMs: 5000,
  hookTimeoutMs: 10_000,
  heartbeatMs: 15_000,
  idleTimeoutMs: 30_000,
  maxFrameBytes: 65_536,
  messageLimits: MESSAGE_LIMITS,
  rateLimit: RATE_LIMIT,
  maxQueuedMessages: 64,
  maxOutboundBytes: 1_048_576,
  maxRoomJobs: 4096,
  maxPeers: 100_000,
  maxMetadataBytes: 4096,
  maxPendingPeers: 1000,
  maxRooms: 100_000,
  maxRoomNameLength: 128,
  onDemandEmptyMs: 30_000,
  restarts: RESTARTS,
  maxBans: 10_000,
  retryWindowMs: 5000,
}) satisfies Required<Limits>;

/** The options as the layers below want them: complete, checked, and `Infinity` where a bound is off. */
export interface Settings extends AdmissionSettings, RegistrySettings {
  readonly maxBans: number;
}

/**
 * Checks and completes a Parlor's options.
 *
 * @throws ConfigError `invalid_option`, naming the option, what it got and what it wants.
 */
export function resolveSettings(
  options: Limits & {
    readonly events?: Readonly<Record<string, EventSchema>>;
    readonly iceServers?: IceServersOption;
  },
): Settings {
  refuseUnknown("", options, [...Object.keys(DEFAULTS), ...OTHER_OPTIONS]);
  const bound = (name: Bound): number => positive(name, options[name] ?? DEFAULTS[name]);
  const { allowedOrigins, messageLimits, rateLimit, restarts, onDemandEmptyMs, retryWindowMs } = options;
  return Object.freeze({
    allowedOrigins: origins(allowedOrigins ?? DEFAULTS.allowedOrigins),
    authTimeoutMs: bound("authTimeoutMs"),
    hookTimeoutMs: bound("hookTimeoutMs"),
    heartbeatMs: bound("heartbeatMs"),
    idleTimeoutMs: resolveIdleTimeout(options),
    maxFrameBytes: wholeBytes("maxFrameBytes", options.maxFrameBytes ?? DEFAULTS.maxFrameBytes),
    messageLimits: resolveMessageLimits(messageLimits ?? {}),
    rateLimit: rateLimit === false ? false : resolveRateLimit(rateLimit ?? {}),
    maxQueuedMessages: bound("maxQueuedMessages"),
    maxOutboundBytes: bound("maxOutboundBytes"),
    maxRoomJobs: bound("maxRoomJobs"),
    maxPeers: bound("maxPeers"),
    maxMetadataBytes: bound("maxMetadataBytes"),
    maxPendingPeers: bound("maxPendingPeers"),
    maxRooms: bound("maxRooms"),
    maxRoomNameLength: bound("maxRoomNameLength"),
    onDemandEmptyMs:
      onDemandEmptyMs === false ? false : notNegative("onDemandEmptyMs", onDemandEmptyMs ?? DEFAULTS.onDemandEmptyMs),
    restarts: resolveRestarts(restarts ?? {}),
    maxBans: bound("maxBans"),
    events: options.events === undefined ? null : resolveEvents(options.events),
    iceServers: options.iceServers === undefined ? null : resolveIceServers(options.iceServers),
    retryWindowMs: notNegative("retryWindowMs", retryWindowMs ?? DEFAULTS.retryWindowMs),
  });
}

/** The options that are one number, or `false`. */
type Bound = Exclude<
  { [Name in keyof typeof DEFAULTS]: (typeof DEFAULTS)[Name] extends number ? Name : never }[keyof typeof DEFAULTS],
  "idleTimeoutMs" | "maxFrameBytes" | "onDemandEmptyMs" | "retryWindowMs"
>;

const OTHER_OPTIONS = ["events", "iceServers", "peer", "peerOptions", "rooms", "onMissingRoom", "observe"];

/** A list is looked at now; what a function gives, whenever it gives it. */
function resolveIceServers(iceServers: IceServersOption): IceServerSource {
  return typeof iceServers === "function" ? iceServers : readIceServers(iceServers);
}

function resolveEvents(events: Readonly<Record<string, EventSchema>>): EventSchemas {
  for (const [event, schema] of Object.entries(events)) {
    if (isReservedEvent(event))
      throw new ConfigError("invalid_option", `events.${event}: only the server sends this one`);
    if (event === AUTHENTICATE) throw new ConfigError("invalid_option", `events.${event}: onToken hears this one`);
    const isSchema = typeof schema === "function" || (typeof schema === "object" && "~standard" in schema);
    if (!isSchema) throw wrong(`events.${event}`, schema, "a Standard Schema or a type guard");
  }
  return new EventSchemas(events);
}

/** Silence is looked for at every heartbeat, and broken by the answer to it. */
function resolveIdleTimeout({ idleTimeoutMs, heartbeatMs = DEFAULTS.heartbeatMs }: Limits): number {
  if (heartbeatMs === false) {
    if (idleTimeoutMs === undefined || idleTimeoutMs === false) return Number.POSITIVE_INFINITY;
    throw wrong("idleTimeoutMs", idleTimeoutMs, "false, as heartbeatMs is");
  }
  const idleMs = positive("idleTimeoutMs", idleTimeoutMs ?? DEFAULTS.idleTimeoutMs);
  if (idleMs > heartbeatMs) return idleMs;
  throw wrong("idleTimeoutMs", idleTimeoutMs, `more than heartbeatMs (${heartbeatMs})`);
}

function resolveMessageLimits(limits: NonNullable<Limits["messageLimits"]>): MessageLimits {
  refuseUnknown("messageLimits", limits, Object.keys(MESSAGE_LIMITS));
  const bound = (name: keyof MessageLimits): number =>
    positive(`messageLimits.${name}`, limits[name] ?? MESSAGE_LIMITS[name]);
  const maxDepth = bound("maxDepth");
  if (maxDepth > MAX_DEPTH)
    throw wrong("messageLimits.maxDepth", limits.maxDepth, `a positive number up to ${MAX_DEPTH}`);
  return {
    maxEventLength: bound("maxEventLength"),
    maxPeerIdLength: bound("maxPeerIdLength"),
    maxAddressees: bound("maxAddressees"),
    maxDepth,
  };
}

/** Far below the depth at which writing JSON runs out of stack, wherever that happens. */
const MAX_DEPTH = 500;

function resolveRateLimit(limit: Partial<RateLimit>): RateLimit {
  refuseUnknown("rateLimit", limit, Object.keys(RATE_LIMIT));
  const number = (name: keyof RateLimit): number =>
    positiveNumber(`rateLimit.${name}`, limit[name] ?? RATE_LIMIT[name]);
  return {
    burst: number("burst"),
    perSecond: number("perSecond"),
    burstBytes: number("burstBytes"),
    bytesPerSecond: number("bytesPerSecond"),
    strikes: notNegative("rateLimit.strikes", limit.strikes ?? RATE_LIMIT.strikes),
  };
}

function resolveRestarts(limit: Partial<RestartLimit>): RestartLimit {
  refuseUnknown("restarts", limit, Object.keys(RESTARTS));
  return {
    maxRestarts: notNegative("restarts.maxRestarts", limit.maxRestarts ?? RESTARTS.maxRestarts),
    withinMs: positiveNumber("restarts.withinMs", limit.withinMs ?? RESTARTS.withinMs),
  };
}

function origins(allowed: unknown): readonly string[] | false {
  if (allowed === false) return false;
  if (Array.isArray(allowed) && allowed.every((origin) => isOrigin(origin))) return Object.freeze([...allowed]);
  throw wrong("allowedOrigins", allowed, 'false or a list of origins like "https://app.example.com"');
}

/** A web origin as browsers write it, or one of an application shell, such as `capacitor://localhost`. */
function isOrigin(value: unknown): value is string {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { origin } = new URL(value);
  return origin === value || (origin === "null" && /^[a-z][a-z\d+.-]*:\/\/[^/?#]+$/.test(value));
}
