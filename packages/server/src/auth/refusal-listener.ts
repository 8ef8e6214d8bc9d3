import type { VerifiedAuth } from "./token-peer.ts";
import type { TokenProblem } from "./verified-token.ts";

/** Why a peer's token was refused: that it does not hold, or that it is for another room, or on a live connection of another `sub` or none. */
export type RequireTokenProblem = TokenProblem | "other_room" | "other_subject";

/** Hears why whose token was refused. The room's name is the client's word. */
export type RefusalListener = (problem: RequireTokenProblem, peer: VerifiedAuth) => void;

/** Calls a listener so that it can do no harm. The first time it fails the process warns of it: it is called as often as strangers like. */
export function refusalListener(listener: RefusalListener | undefined): RefusalListener {
  let hasWarned = false;
  const failed = (error: unknown): void => {
    if (hasWarned) return;
    hasWarned = true;
    process.emitWarning(`onRefused of requireToken failed: ${String(error)}`);
  };
  return (problem, peer) => {
    try {
      // the type says void, which an async function fits too
      const result: unknown = listener?.(problem, peer);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}
