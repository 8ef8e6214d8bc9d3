import type { IceServer } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import { ConfigError } from "../observe/errors.ts";
import type { Application, JoinData } from "../room/application.ts";

/** ICE servers whose credentials hold for a time. */
export interface ExpiringIceServers {
  readonly servers: readonly IceServer[];
  /** Milliseconds from now, more than 0. The peer is given new ones before that. */
  readonly expireInMs: number;
}

/** What a function of the option `iceServers` gives back: a list that is good for ever, or one that is not. */
export type IceServers = readonly IceServer[] | ExpiringIceServers;

/** The option `iceServers`: the same list for everybody, or a function of who joins. */
export type IceServersOption<T extends Application = Application> =
  | readonly IceServer[]
  | ((auth: JoinData<T>) => Awaitable<IceServers>);

/** ICE servers that have been looked at. */
export interface GivenIceServers {
  readonly servers: readonly IceServer[];
  /** Milliseconds from when they were given, or `null` for never. */
  readonly expireInMs: number | null;
}

/** Where a peer's ICE servers come from: a list that has been looked at, or the application's function, which is not trusted. */
export type IceServerSource = GivenIceServers | ((auth: JoinData) => Awaitable<unknown>);

/**
 * Copies ICE servers, with the fields that the protocol has and no others.
 *
 * @throws ConfigError `invalid_option` for what no browser would take. It says where and what is expected, and never what
 * was there: that may be a password.
 */
export function readIceServers(value: unknown): GivenIceServers {
  if (Array.isArray(value)) return { servers: readList(value), expireInMs: null };
  if (!isObject(value) || !Array.isArray(value["servers"])) throw wrong("", "a list, or { servers, expireInMs }");
  const { servers, expireInMs } = value;
  if (typeof expireInMs !== "number" || !Number.isFinite(expireInMs) || expireInMs <= 0) {
    throw wrong(".expireInMs", "a positive number of milliseconds");
  }
  return { servers: readList(servers), expireInMs };
}

/** Whether this is the URL of a TURN server (RFC 7065), which needs credentials. */
export function isTurnUrl(url: string): boolean {
  return /^turns?:[^\s/?#@]+(?:\?transport=(?:udp|tcp))?$/i.test(url);
}

/** Whether this is the URL of a STUN server (RFC 7064). */
export function isStunUrl(url: string): boolean {
  return /^stuns?:[^\s/?#@]+$/i.test(url);
}

function readList(list: readonly unknown[]): readonly IceServer[] {
  return Object.freeze(list.map((server, index) => readServer(server, `[${index}]`)));
}

function readServer(server: unknown, path: string): IceServer {
  if (!isObject(server)) throw wrong(path, "an object with urls");
  const { username, credential } = server;
  const urls = readUrls(server["urls"], `${path}.urls`);
  const wanted = typeof urls === "string" ? [urls] : urls;
  if (typeof username === "string" && typeof credential === "string") {
    return Object.freeze({ urls, username, credential });
  }
  if (wanted.some(isTurnUrl)) throw wrong(path, "a username and a credential, both strings, for a TURN server");
  return Object.freeze({ urls });
}

function readUrls(urls: unknown, path: string): string | string[] {
  if (isUrl(urls)) return urls;
  if (Array.isArray(urls) && urls.length > 0 && urls.every(isUrl)) return [...urls];
  throw wrong(path, 'one or more URLs like "stun:stun.example.com" or "turn:turn.example.com:3478?transport=udp"');
}

function isUrl(value: unknown): value is string {
  return typeof value === "string" && (isStunUrl(value) || isTurnUrl(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function wrong(path: string, expected: string): ConfigError {
  return new ConfigError("invalid_option", `iceServers${path}: expected ${expected}`);
}
