import { createRemoteJWKSet, customFetch, errors } from "jose";

import { optionProblem } from "./option-problem.ts";
import type { KeyFinder } from "./token-keys.ts";

/** How long a fetch may take altogether. Shorter than `authTimeoutMs`, so that the client still gets an answer. */
const FETCH_TIMEOUT_MS = 5000;
/** How old keys may get. So long a key that its owner has withdrawn is taken. */
const MAX_AGE_MS = 600_000;
/** So long after a fetch a token with an unknown `kid` does not cause the next. */
const COOLDOWN_MS = 30_000;
/** So long after a fetch that failed nothing is fetched: strangers' tokens must not become a flood to the server of the keys. */
const FAILURE_COOLDOWN_MS = 5000;
const MAX_SET_BYTES = 262_144;

/**
 * The keys of a JSON Web Key Set at a URL, fetched when a token needs them, again when they are ten minutes old, and when a
 * token names a `kid` that is not among them.
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
  const find = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: withCooldown(fetchBounded),
  });
  return ({ alg, kid }) =>
    find({ alg, ...(kid === undefined ? {} : { kid }) }).catch((error: unknown) => {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      return isUnknown ? "unknown_key" : "keys_unavailable";
    });
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
async function fetchBounded(url: string, init: RequestInit): Promise<Response> {
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
  const set: unknown = JSON.parse(Buffer.concat(chunks).toString());
  const isSet = typeof set === "object" && set !== null && "keys" in set && Array.isArray(set.keys);
  if (!isSet) throw new Error("The server of the keys answered with no key set");
  return Response.json(set);
}
