import type { PeerInit, TokenInit } from "../peer/peer.ts";
import { type Accept, accept, isAccept, isRefusal, type Refusal } from "../room/verdict.ts";
import type { TokenApplication, TokenSettings } from "./token-peer.ts";
import type { VerifiedToken } from "./verified-token.ts";

/**
 * What `onVerified` has returned. Types do not hold for applications in JavaScript, and a forgotten `return` must let nobody in.
 *
 * @throws TypeError if it is no verdict, or says who the peer is.
 */
export function readVerdict(given: unknown): TokenSettings | Refusal {
  if (isRefusal(given)) return given;
  if (!isAccept(given)) throw new TypeError(`onVerified returned ${typeof given}: return accept() or refuse(reason)`);
  const settings: Accept & PeerInit = given;
  const { identity, claims, ...rest } = settings;
  if (identity !== undefined || claims !== undefined)
    throw new TypeError("onVerified: identity and claims are the token's, and no settings");
  return rest;
}

/** How a peer starts: as its token says, with the application's settings over it. */
export function startOf(
  token: VerifiedToken,
  settings: TokenSettings,
): Accept & PeerInit<TokenApplication> & { readonly identity: string } {
  const { metadata = token.metadata } = settings;
  return accept({ ...settings, ...termsOf(token, settings), metadata, identity: token.identity, claims: token });
}

/** Until when a peer is authenticated and whom it may send to: the less of what its token and the application allow. */
export function termsOf(token: VerifiedToken, settings: TokenInit): TokenInit {
  // what is of a wrong type goes through, to be refused where all hooks' answers are checked
  const { expiresAt = Number.POSITIVE_INFINITY, sendToAll = true, sendTo = true } = settings;
  return {
    expiresAt: Math.min(token.expiresAt, expiresAt),
    sendToAll: token.sendToAll && sendToAll,
    sendTo: inBoth(token.sendTo, sendTo),
  };
}

type SendTo = NonNullable<TokenInit["sendTo"]>;

function inBoth(allowed: SendTo, wanted: SendTo): SendTo {
  if (allowed === true || wanted === false) return wanted;
  if (allowed === false || wanted === true) return allowed;
  return Array.isArray(wanted) ? allowed.filter((identity) => wanted.includes(identity)) : wanted;
}
