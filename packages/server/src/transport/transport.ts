import type { Admission } from "../peer/admission.ts";

/**
 * A way for clients to come in. It turns each of its upgrade requests into an `UpgradeRequest`, asks the admission, and
 * renders the answer: a refusal in the client's own terms, or a socket, opened with `peer.open(socket, room)` and told
 * about through the peer's `SocketListener` calls. Gives back the function that takes no more upgrades.
 */
export type Transport = (admission: Admission) => () => void;
