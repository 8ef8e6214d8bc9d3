import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTHeaderParameters,
} from "jose";

import { optionProblem } from "./option-problem.ts";
import type { FoundKey, KeyFinder } from "./token-keys.ts";

/** How long a fetch may take altogether: much less than `authTimeoutMs`, so that the client still gets an answer. */
const FETCH_TIMEOUT_MS = 1500;
/** How old keys may get. So long a key that its owner has withdrawn is taken. */
const MAX_AGE_MS = 600_000;
/** How old they may get while the URL fails: a day in which nobody comes in would be worse than a key that was withdrawn in it. */
const MAX_AGE_ON_FAILURE_MS = 86_400_000;
/** So long after a fetch a token with an unknown `kid` does not cause the next. */
const COOLDOWN_MS = 30_000;
/** So long after a fetch that failed nothing is fetched: strangers' tokens must not become a flood to the server of the keys. */
const FAILURE_COOLDOWN_MS = 5000;
const MAX_SET_BYTES = 262_144;

/**
 * The keys of a JSON Web Key Set at a URL, fetched when a token needs them, again when they are ten minutes old, and when a
 * token names a `kid` that is not among them. While that fails, those of the last day go on to hold: a key that was withdrawn is
 * noticed by the next fetch that works.
 *
 * @throws ConfigError `invalid_option` unless the URL is `https:`, or `http:` to this machine, and without a user name.
 */
export function remoteKeys(path: string, url: URL): KeyFinder {
  const isLoopback = LOOPBACK.has(url.hostname) && url.protocol === "http:";
  if (url.protocol !== "https:" && !isLoopback) {
    throw optionProblem(
      path,
      "expected an https: URL, or http: to localhost: whoever can change the answer can sign tokens",
    );
  }
  if (url.username !== "" || url.password !== "")
    throw optionProblem(path, "expected a URL without a user name and a password");
  const last = new LastKeys();
  const fetchKeys: Fetch = async (from, init) => {
    const set = await fetchBounded(from, init);
    last.are(set);
    return Response.json(set);
  };
  const find = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: withCooldown(fetchKeys),
  });
  return async ({ alg, kid }) => {
    const header = { alg, ...(kid === undefined ? {} : { kid }) };
    try {
      return await find(header);
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      if (isUnknown) return "unknown_key";
    }
    return await last.find(header);
  };
}

/** The keys of the last fetch that worked. */
class LastKeys {
  #find: ReturnType<typeof createLocalJWKSet> | null = null;
  #fetchedAt = Number.NEGATIVE_INFINITY;

  /** Throws if that is no key set, which makes its fetch a failure. */
  are(set: JSONWebKeySet): void {
    this.#find = createLocalJWKSet(set);
    this.#fetchedAt = performance.now();
  }

  async find(header: JWTHeaderParameters): Promise<FoundKey> {
    if (this.#find === null || performance.now() - this.#fetchedAt >= MAX_AGE_ON_FAILURE_MS) return "keys_unavailable";
    try {
      return await this.#find(header);
    } catch {
      return "keys_unavailable";
    }
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

function withCooldown(fetchKeys: Fetch): Fetch {
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (url, init) => {
    if (performance.now() - failedAt < FAILURE_COOLDOWN_MS) throw new Error("The last fetch has just failed");
    try {
      return await fetchKeys(url, init);
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  };
}

/** Reads the whole answer. What is no key set is a failure here already, so that it is not asked for again at once. */
async function fetchBounded(url: string, init: RequestInit): Promise<JSONWebKeySet> {
  const response = await fetch(url, init);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The server of the keys answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_SET_BYTES) throw new Error("The key set is too big");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}
