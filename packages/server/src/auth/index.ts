// where a token travels
export { bearerToken } from "./bearer-token.ts";
export { cookieToken } from "./cookie-token.ts";
export { createTickets } from "./tickets.ts";
export type { TicketOptions, Tickets } from "./tickets.ts";

// guessing, slowed down
export { accountKey } from "./account-key.ts";
export { addressKey } from "./address-key.ts";
export { createThrottle } from "./throttle.ts";
export type { Attempt, Blocked, Throttle } from "./throttle.ts";
export type { ThrottleOptions, ThrottleRule } from "./throttle-options.ts";
export { forwardedAddress } from "./forwarded-address.ts";
export type { ForwardedRequest } from "./forwarded-address.ts";
export { isSameSecret } from "./same-secret.ts";

// join tokens
export { requireToken } from "./require-token.ts";
export type { RequireTokenOptions } from "./require-token.ts";
export type { RefusalListener, RequireTokenProblem } from "./refusal-listener.ts";
export type {
  TokenApplication,
  TokenPeer,
  TokenPeerClass,
  TokenSettings,
  TokenVerdict,
  VerifiedAuth,
} from "./token-peer.ts";
export { createTokenSigner } from "./token-signer.ts";
export type { TokenGrants, TokenSigner, TokenSignerOptions } from "./token-signer.ts";
export { createTokenVerifier } from "./token-verifier.ts";
export type { TokenVerifier, TokenVerifierOptions } from "./token-verifier.ts";
export type { RefusedToken, TokenProblem, VerifiedToken } from "./verified-token.ts";
export type { Grant, GrantClaim } from "./grants.ts";
export type { TokenAlgorithm } from "./token-algorithms.ts";
export type { TokenKey } from "./token-key.ts";
export type { TokenKeys } from "./token-keys.ts";
