import { createHash, createHmac } from "node:crypto";

import { ConfigError } from "../observe/errors.ts";
import { type ExpiringIceServers, isStunUrl, isTurnUrl } from "./ice-servers.ts";

/** Which TURN servers there are, and what they share with this one. */
export interface TurnOptions {
  /** `turn:` and `turns:` URLs of servers that know the secret; `stun:` URLs among them are handed on without credentials. */
  readonly urls: string | readonly string[];
  /** coturn's `static-auth-secret`. No client sees it. */
  readonly secret: string;
  /** How long new credentials let a client allocate a relay: a whole number of seconds. @default 3600 */
  readonly lifetimeSeconds?: number;
}

/** Who gets the credentials: what the function of `iceServers` is given. */
interface TurnUser {
  readonly peerId: string;
  readonly room: string;
  /** Until when it is authenticated, in milliseconds since 1970. */
  readonly expiresAt?: number | null;
}

/**
 * For the option `iceServers`: makes credentials that hold for a time, for one peer in one room, as coturn's
 * `use-auth-secret` checks them (https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00#section-2.2). They
 * never outlive its token. The clocks of both servers must agree.
 *
 * @throws ConfigError `invalid_option`, which never shows the secret.
 */
export function turnCredentials({
  urls,
  secret,
  lifetimeSeconds = 3600,
}: TurnOptions): (auth: TurnUser) => ExpiringIceServers {
  const all = Array.isArray(urls) ? urls : [urls];
  const [stun, turn] = [all.filter(isStunUrl), all.filter(isTurnUrl)];
  if (turn.length === 0 || stun.length + turn.length < all.length) {
    throw wrong("urls", 'URLs like "turn:turn.example.com:3478?transport=udp", or of STUN servers beside them');
  }
  if (typeof secret !== "string" || secret === "") throw wrong("secret", "a string that is not empty");
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw wrong("lifetimeSeconds", "a positive whole number");
  }
  const stunServers = stun.length === 0 ? [] : [{ urls: stun }];
  return ({ peerId, room, expiresAt = null }) => {
    const now = Date.now();
    const longest = Math.floor(now / 1000) + lifetimeSeconds;
    const expiry = expiresAt === null ? longest : Math.min(longest, Math.floor(expiresAt / 1000));
    // the name stays the same when the credentials are renewed: coturn counts its user-quota by it
    const username = `${expiry}:${peerId}.${fingerprint(room)}`;
    const credential = createHmac("sha1", secret).update(username).digest("base64");
    return {
      servers: [...stunServers, { urls: turn, username, credential }],
      // a token in its last second is worth none, and its peer is about to end
      expireInMs: Math.max(1, expiry * 1000 - now),
    };
  };
}

/** A room's name may be what lets people in, and TURN servers log user names. */
function fingerprint(room: string): string {
  return createHash("sha256").update(room).digest("base64url").slice(0, 16);
}

function wrong(option: string, expected: string): ConfigError {
  return new ConfigError("invalid_option", `turnCredentials.${option}: expected ${expected}`);
}
