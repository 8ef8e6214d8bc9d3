import type { MeshError } from "../errors.ts";
import { createMesh, type Mesh } from "../mesh/mesh.ts";
import type { MeshOptions } from "../mesh/options.ts";
import { asPeerConnection } from "./as-peer-connection.ts";
import { FakeStream, type FakeTrack } from "./fake-media.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { FakeRoom, FakeSeat } from "./fake-room.ts";

export { asPeerConnection } from "./as-peer-connection.ts";

/** One client of a {@link Call}: a mesh on a fake seat, and the peer connections that it has made. */
export interface Caller {
  readonly seat: FakeSeat;
  readonly mesh: Mesh;
  readonly made: readonly FakePeerConnection[];
  /** What the mesh told, as `name peerId`, and the state where it was one. */
  readonly told: string[];
  readonly errors: MeshError[];
  /** Puts a stream of tracks called `kind:name` in place, or nothing. */
  readonly show: (id: string | null, ...tracks: string[]) => void;
  /** Has the operations of the peer connection that is made next wait until {@link letGo}. */
  readonly holdNext: () => void;
  readonly letGo: () => void;
  readonly showAs: (label: string, id: string | null, ...tracks: string[]) => void;
}

/** Meshes in a fake room, whose every step the test takes by hand. */
export class Call {
  readonly room = new FakeRoom();
  readonly #peerConnections: FakePeerConnection[] = [];
  readonly #tracks = new Map<string, FakeTrack>();

  caller(name: string, options: MeshOptions = {}): Caller {
    const seat = new FakeSeat(this.room);
    const made: FakePeerConnection[] = [];
    const held: { next: boolean; letGo: () => void } = { next: false, letGo: () => {} };
    const createPeerConnection = (configuration: RTCConfiguration): RTCPeerConnection => {
      const fake = this.peerConnection(`${name}.${made.length}.`);
      fake.setConfiguration(configuration);
      if (held.next) held.letGo = fake.hold();
      held.next = false;
      made.push(fake);
      return asPeerConnection(fake);
    };
    const mesh = createMesh(seat, { createPeerConnection, ...options });
    const told: string[] = [];
    const errors: MeshError[] = [];
    mesh.on("link", ({ peerId }) => told.push(`link ${peerId}`));
    mesh.on("stream", ({ peerId, label, stream }) => {
      const what = label === "camera" ? "stream" : label;
      const tracks = stream?.getTracks().map(({ id }) => id) ?? [];
      told.push(stream === null ? `${what} ${peerId} ends` : `${what} ${peerId} ${stream.id} ${tracks.join()}`);
    });
    mesh.on("peer", ({ peerId, previousPeerId }) => told.push(`peer ${previousPeerId} is ${peerId}`));
    mesh.on("gone", ({ peerId }) => told.push(`gone ${peerId}`));
    mesh.on("state", ({ peerId, state, link }) =>
      told.push(`state ${peerId} ${state}${link.isMissing ? " missing" : ""}`),
    );
    mesh.on("error", (error) => errors.push(error));
    const show = (id: string | null, ...tracks: string[]): void => showAs("camera", id, ...tracks);
    const showAs = (label: string, id: string | null, ...tracks: string[]): void =>
      mesh.setStream(
        id === null
          ? null
          : asStream(
              new FakeStream(
                id,
                tracks.map((id) => this.#track(id)),
              ),
            ),
        label,
      );
    const holdNext = (): void => {
      held.next = true;
    };
    return { seat, mesh, made, told, errors, show, showAs, holdNext, letGo: () => held.letGo() };
  }

  peerConnection(name: string): FakePeerConnection {
    const fake = new FakePeerConnection(name);
    this.#peerConnections.push(fake);
    return fake;
  }

  /** Lets everything happen that can, until nothing more does. */
  async settle(): Promise<void> {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      await turn();
      const released = this.#peerConnections.map((fake) => fake.release()).includes(true);
      await turn();
      if (!this.room.deliverAll() && !released) return;
    }
    throw new Error("it never settles");
  }

  /** Lets the events of all peer connections out, but no message through. */
  async release(): Promise<void> {
    await turn();
    while (this.#peerConnections.map((fake) => fake.release()).includes(true)) await turn();
  }

  #track(id: string): FakeTrack {
    const track = this.#tracks.get(id) ?? { id, kind: id.slice(0, id.indexOf(":")) };
    this.#tracks.set(id, track);
    return track;
  }
}

/** Lets all promises run that can. */
export async function turn(): Promise<void> {
  for (let hops = 0; hops < 50; hops += 1) await Promise.resolve();
}

function asStream(fake: unknown): MediaStream {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for the members nobody here calls
  return fake as MediaStream;
}
