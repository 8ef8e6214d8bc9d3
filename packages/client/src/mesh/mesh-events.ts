import type { MeshError } from "../errors.ts";
import type { PeerState } from "../link/peer-state.ts";
import type { Link } from "./link.ts";

/** Whose news it is. */
export interface OfLink {
  readonly peerId: string;
  readonly link: Link;
}

/** What a mesh tells its listeners, by event. */
export interface MeshEvents {
  /** A link has begun: the other side has spoken for the first time. */
  readonly link: OfLink;
  /**
   * A peer's stream has appeared or its tracks have changed, or it has no tracks any more: `null`. The same stream may come
   * several times.
   */
  readonly stream: OfLink & { readonly label: string; readonly stream: MediaStream | null };
  /** A link's `state` or `isMissing` has changed. */
  readonly state: OfLink & { readonly state: RTCPeerConnectionState };
  /** The peer says that it is doing something else now. */
  readonly peer_state: OfLink & { readonly peerState: PeerState };
  /** Something can be sent on a declared data channel of this link from now on. */
  readonly open: OfLink & { readonly label: string };
  /** Something has come on a declared data channel. */
  readonly message: OfLink & { readonly label: string; readonly data: string | ArrayBuffer };
  /** The peer has opened the data channel of a file: `createFiles` takes it. Without a listener it is refused. */
  readonly file_channel: OfLink & { readonly channel: RTCDataChannel };
  /** A peer is back under a new id, and its link goes on: no `gone`, no `link`. Its streams are told once more. */
  readonly peer: OfLink & { readonly previousPeerId: string };
  /** A link has ended, once for each that had begun: the peer left or stayed away too long, or somebody closed. */
  readonly gone: OfLink;
  /** Something on one link went wrong. The mesh goes on; the other links never notice. */
  readonly error: MeshError;
}
