import type { Hooks } from "../actor/hooks.ts";
import type { Observer } from "../observe/observer.ts";
import type { JoinData } from "../room/application.ts";
import type { Registry } from "../room/registry.ts";
import type { Removal } from "../room/removal.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { PeerActor } from "./peer-actor.ts";
import type { PeerSettings } from "./peer-settings.ts";
import type { Peer } from "./peer.ts";
import type { TokenTerms } from "./token-terms.ts";

/** A peer whose `onInit` has accepted. */
export interface AdmittedPeer {
  readonly auth: JoinData;
  readonly terms: TokenTerms;
  readonly peer: Peer;
  readonly hooks: Hooks;
  readonly settings: PeerSettings;
}

/** What a peer shares with the other peers of its server. */
export interface PeerSurroundings {
  readonly observer: Observer;
  readonly registry: Registry;
  readonly heartbeat: Heartbeat;
  /** Ends a peer because its own code says so; a ban is for the whole server. */
  readonly stop: (peer: PeerActor, removal: Removal) => void;
  /** Called once, when the peer has ended, its socket is closed, and its `onTerminate` is through. */
  readonly onQuiet: (peer: PeerActor) => void;
}
