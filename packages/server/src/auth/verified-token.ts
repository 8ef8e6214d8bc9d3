import type { Grant } from "./grants.ts";

/** A token that holds, and what it says. */
export interface VerifiedToken extends Grant {
  readonly ok: true;
  /** Who its bearer is: the claim `sub`. Of a token that has none, nobody but this very token: `"token:"` and its hash. */
  readonly identity: string;
  /** The claim `sub`. */
  readonly subject: string | null;
  /** Until when it holds, in milliseconds since 1970: the claim `exp`, and the tolerance on top. */
  readonly expiresAt: number;
  /** The whole payload. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Whether it lets its bearer into the room of this name. */
  readonly allowsRoom: (name: string) => boolean;
}

/** A token that does not hold. The reason is for the server's own use: a stranger who hears it learns what to try next. */
export interface RefusedToken {
  readonly ok: false;
  readonly reason: TokenProblem;
}

/** Why a token does not hold. */
export type TokenProblem =
  /** It is no JWT in the compact form, has a header that is not for us, or times that are no whole seconds; `exp` is required. */
  | "malformed"
  /** More than 8 KiB; it was not read. */
  | "too_long"
  /** Its `alg` is none of ours. */
  | "wrong_algorithm"
  /** No key, or more than one, is of its `kid` and for its `alg`. */
  | "unknown_key"
  /** The keys could not be fetched; later the same token may hold. */
  | "keys_unavailable"
  | "bad_signature"
  | "expired"
  /** It holds for longer than `maxLifetimeSeconds` from now. */
  | "too_long_lived"
  /** Its `nbf` or `iat` is in the future. */
  | "not_yet"
  | "wrong_issuer"
  | "wrong_audience"
  /** It is genuine, but its claim `parlor` is missing or not as it must be. */
  | "no_grant";
