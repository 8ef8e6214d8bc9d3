import { isObject } from "../connection/wire.ts";
import { MeshError } from "../errors.ts";

/** What a peer says it is doing; only its word. Mute is told here because a muted track looks like a silent one. */
export interface PeerState {
  /** Whether it means to be heard. */
  readonly audio: boolean;
  /** Whether its camera means to be seen. */
  readonly video: boolean;
  /** Whether it shares its screen. */
  readonly screen: boolean;
  /** What it wants to be called, up to 200 characters, or `null` for nothing. Show it as text, never as HTML. */
  readonly name: string | null;
}

/** What a peer is doing before it has said anything. */
export const INITIAL_PEER_STATE: PeerState = { audio: false, video: false, screen: false, name: null };

const MAX_NAME_CHARS = 200;
const MAX_FRAME_CHARS = 4096;

/**
 * The state with some fields changed.
 *
 * @throws MeshError `bad_option` for a name of more than 200 characters, or a field of the wrong type.
 */
export function changePeerState(state: PeerState, change: Partial<PeerState>): PeerState {
  const changed = pickPeerState({ ...state, ...change });
  if (changed === null) throw new MeshError("bad_option", null, "state");
  return changed;
}

/** The frame of a state: all of it each time, so that the last one says everything. Equal states have equal frames. */
export function encodePeerState({ audio, video, screen, name }: PeerState): string {
  return JSON.stringify({ audio, video, screen, name });
}

/** Reads what has come on the state channel, or says `null` if it is no state. Unknown fields are cut off. Never throws. */
export function readPeerState(frame: unknown): PeerState | null {
  if (typeof frame !== "string" || frame.length > MAX_FRAME_CHARS) return null;
  try {
    const state: unknown = JSON.parse(frame);
    return isObject(state) ? pickPeerState(state) : null;
  } catch {
    return null;
  }
}

function pickPeerState({ audio, video, screen, name }: Readonly<Record<string, unknown>>): PeerState | null {
  if (typeof audio !== "boolean" || typeof video !== "boolean" || typeof screen !== "boolean") return null;
  if (name !== null && (typeof name !== "string" || name.length > MAX_NAME_CHARS)) return null;
  return { audio, video, screen, name };
}
