import { MeshError } from "../errors.ts";
import type { LocalStream } from "../link/local-tracks.ts";
import { changePeerState, INITIAL_PEER_STATE, type PeerState } from "../link/peer-state.ts";

/** What a mesh tells everybody, whoever is there to get it: tracks under labels, and what this peer is doing. */
export class Outgoing {
  readonly #streams = new Map<string, LocalStream>();
  #state = INITIAL_PEER_STATE;

  /** A live view, by label. */
  get byLabel(): ReadonlyMap<string, LocalStream> {
    return this.#streams;
  }

  /** The labels by the id of the stream that names them to the other side. */
  get labels(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#streams].map(([label, { stream }]) => [stream.id, label]));
  }

  get state(): PeerState {
    return this.#state;
  }

  /** @throws MeshError `bad_option` for a field of the wrong type, or a name that is too long. */
  changeState(change: Partial<PeerState>): void {
    this.#state = changePeerState(this.#state, change);
  }

  /** Exactly the tracks that `stream` has now. @throws MeshError `bad_option` if one is sent under another label. */
  set(label: string, stream: MediaStream | null): void {
    const tracks = stream?.getTracks() ?? [];
    for (const track of tracks) this.#requireFree(track, label);
    this.#put(label, tracks, stream);
  }

  add(label: string, track: MediaStreamTrack): void {
    this.#requireFree(track, label);
    const tracks = this.#streams.get(label)?.tracks ?? [];
    if (!tracks.includes(track)) this.#put(label, [...tracks, track], null);
  }

  /** Says whether it was there. */
  remove(track: MediaStreamTrack): boolean {
    const label = this.#labelOf(track);
    if (label === null) return false;
    this.#put(
      label,
      this.#tracks(label).filter((other) => other !== track),
      null,
    );
    return true;
  }

  /** @throws MeshError `bad_option` if `old` is not being sent, `track` is already, or they are not of one kind. */
  replace(old: MediaStreamTrack, track: MediaStreamTrack): void {
    const label = this.#labelOf(old);
    if (label === null) throw new MeshError("bad_option", null, "replaceTrack: the old track is not being sent");
    if (old.kind !== track.kind)
      throw new MeshError("bad_option", null, "replaceTrack: the tracks are not of one kind");
    if (old !== track && this.#labelOf(track) !== null) {
      throw new MeshError("bad_option", null, "replaceTrack: the new track is being sent already");
    }
    this.#put(
      label,
      this.#tracks(label).map((other) => (other === old ? track : other)),
      null,
    );
  }

  #tracks(label: string): readonly MediaStreamTrack[] {
    return this.#streams.get(label)?.tracks ?? [];
  }

  #labelOf(track: MediaStreamTrack): string | null {
    for (const [label, { tracks }] of this.#streams) if (tracks.includes(track)) return label;
    return null;
  }

  #requireFree(track: MediaStreamTrack, label: string): void {
    const taken = this.#labelOf(track);
    if (taken === null || taken === label) return;
    throw new MeshError("bad_option", null, `a track is being sent as ${JSON.stringify(taken)} already`);
  }

  /** A label keeps the stream it had first: the other side then sees one that changes, not a new one with half of the tracks. */
  #put(label: string, tracks: readonly MediaStreamTrack[], given: MediaStream | null): void {
    const stream = this.#streams.get(label)?.stream ?? (given !== null && this.#isUnused(given) ? given : null);
    if (stream === null && tracks.length === 0) return;
    this.#streams.set(label, { stream: stream ?? new MediaStream(), tracks });
  }

  #isUnused(stream: MediaStream): boolean {
    return ![...this.#streams.values()].some((other) => other.stream.id === stream.id);
  }
}
