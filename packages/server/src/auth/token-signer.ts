import type { Json } from "@parlor/protocol";
import { type JWTPayload, SignJWT } from "jose";

import { refuseUnknown } from "../option-checks.ts";
import { isJson, jsonBytes } from "../room/json.ts";
import { MAX_TOKEN_LENGTH } from "./compact-token.ts";
import { GRANT_CLAIM, readGrant, writeGrant } from "./grants.ts";
import { optionProblem, readName } from "./option-problem.ts";
import { isOneRoom } from "./room-pattern.ts";
import { isTokenAlgorithm, type TokenAlgorithm } from "./token-algorithms.ts";
import { readKey, type TokenKey } from "./token-key.ts";

/** How tokens are signed. */
export interface TokenSignerOptions {
  /** The secret for HS256, or the private key for all others. */
  readonly key: TokenKey;
  /** Names the key in each token's header, for whoever verifies with several. @default none */
  readonly kid?: string;
  readonly algorithm: TokenAlgorithm;
  /** The claim `iss`. @default none */
  readonly issuer?: string;
  /** The claim `aud`. @default none */
  readonly audience?: string;
  /** How long a token holds: a whole number of seconds. @default 600 */
  readonly lifetimeSeconds?: number;
}

/** What a token is to say. Without `room` and `roomPattern` nothing is signed, nor with both. */
export interface TokenGrants {
  /** The name of the one room; it may hold no `*`, so that a name that a user chose is never taken for a pattern. */
  readonly room?: string;
  /** A pattern of names, in which `*` stands for any run of characters. */
  readonly roomPattern?: string;
  /** Who the bearer is: the claim `sub`. Only a token that has one can be renewed on the live connection. @default nobody */
  readonly subject?: string;
  /** @default true */
  readonly sendToAll?: boolean;
  /** Whether it may send to single members, or to whom: a list of identities. @default true */
  readonly sendTo?: boolean | readonly string[];
  /** What the other members will get to see of the bearer: at most 4,096 bytes as JSON. @default null */
  readonly metadata?: Json;
  /** When it holds at the latest, in milliseconds since 1970, if that is before `lifetimeSeconds` are over. */
  readonly expiresAt?: number;
  /** From when on it holds, in milliseconds since 1970. @default at once */
  readonly notBefore?: number;
  /** More claims, for your own use. They can be read by whoever has the token. */
  readonly claims?: Readonly<Record<string, Json>>;
}

/** Signs join tokens. */
export interface TokenSigner {
  /** Rejects with a TypeError if no token can say this: none is ever signed that the verifier would not understand. */
  sign(grants: TokenGrants): Promise<string>;
}

const OPTIONS = ["key", "kid", "algorithm", "issuer", "audience", "lifetimeSeconds"];
/** The default of the server's option `maxMetadataBytes`. */
const MAX_METADATA_BYTES = 4096;
const OWN_CLAIMS: ReadonlySet<string> = new Set(["iss", "sub", "aud", "exp", "nbf", "iat", GRANT_CLAIM]);

/**
 * Makes what signs join tokens, for a back end in Node. Any other can do the same: docs/authentication.md shows the payload.
 *
 * @throws ConfigError `invalid_option`, which never shows the key.
 */
export function createTokenSigner(options: TokenSignerOptions): TokenSigner {
  refuseUnknown("createTokenSigner", options, OPTIONS);
  const { algorithm, kid, issuer, audience, lifetimeSeconds = 600 } = options;
  if (!isTokenAlgorithm(algorithm))
    throw optionProblem("createTokenSigner.algorithm", 'expected a name such as "HS256"');
  const { key } = readKey("createTokenSigner.key", options.key, "sign", [algorithm]);
  for (const [name, value] of Object.entries({ kid, issuer, audience })) {
    if (value !== undefined) readName(`createTokenSigner.${name}`, value);
  }
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw optionProblem("createTokenSigner.lifetimeSeconds", "expected a positive whole number");
  }
  return {
    sign: async (grants) => {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        ...readExtra(grants.claims ?? {}),
        [GRANT_CLAIM]: grantOf(grants),
        ...(issuer === undefined ? {} : { iss: issuer }),
        ...(audience === undefined ? {} : { aud: audience }),
        ...(grants.subject === undefined ? {} : { sub: readSubject(grants.subject) }),
        iat: now,
        ...timesOf(grants, now + lifetimeSeconds),
      };
      const header = { alg: algorithm, typ: "JWT", ...(kid === undefined ? {} : { kid }) };
      // jose clones what it gets, which for what JSON leaves out is an error of another kind
      const said: JWTPayload = JSON.parse(JSON.stringify(payload));
      const token = await new SignJWT(said).setProtectedHeader(header).sign(key);
      if (token.length > MAX_TOKEN_LENGTH) throw new TypeError(`A token of more than ${MAX_TOKEN_LENGTH} characters`);
      return token;
    },
  };
}

function grantOf({ room, roomPattern, sendToAll = true, sendTo = true, metadata = null }: TokenGrants): object {
  if ((room === undefined) === (roomPattern === undefined))
    throw new TypeError("A token is for a room or a roomPattern");
  if (room !== undefined && !isOneRoom(room))
    throw new TypeError("room: a name with * is a pattern; give it as roomPattern");
  const claim = writeGrant({ room: room ?? roomPattern ?? "", sendToAll, sendTo, metadata });
  if (readGrant(claim) === null)
    throw new TypeError("A grant of a room with a name, booleans, a list of identities, and JSON");
  if ((jsonBytes(metadata) ?? 0) > MAX_METADATA_BYTES)
    throw new TypeError(`metadata: more than ${MAX_METADATA_BYTES} bytes as JSON, of which a server takes no more`);
  return claim;
}

/** From when on and until when it holds. */
function timesOf({ expiresAt = Number.POSITIVE_INFINITY, notBefore }: TokenGrants, last: number): object {
  if (expiresAt <= Date.now()) throw new TypeError("expiresAt: that time is over");
  const exp = expiresAt === Number.POSITIVE_INFINITY ? last : Math.min(last, seconds("expiresAt", expiresAt));
  if (notBefore === undefined) return { exp };
  const nbf = seconds("notBefore", notBefore);
  if (nbf > exp) throw new TypeError("notBefore: the token would end before that");
  return { nbf, exp };
}

function readExtra(claims: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const own = Object.keys(claims).find((name) => OWN_CLAIMS.has(name));
  if (own !== undefined) throw new TypeError(`claims: "${own}" is set by an option of its own`);
  if (!isJson(claims)) throw new TypeError("claims: that is not JSON");
  return claims;
}

function readSubject(subject: string): string {
  if (typeof subject !== "string" || subject === "")
    throw new TypeError("subject: expected a string that is not empty");
  return subject;
}

/** Rounded down: a token never holds longer than was asked. */
function seconds(name: string, ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new TypeError(`${name}: expected milliseconds since 1970`);
  return Math.floor(ms / 1000);
}
