import { FakeDataChannel } from "./fake-data-channel.ts";

let count = 0;

/** What its peer connection does for a transport. */
interface Owner {
  /** Runs a task when the test next releases the events. */
  readonly post: (task: () => void) => void;
  /** Shows a channel that the other side has created. */
  readonly announce: (channel: FakeDataChannel) => void;
}

/**
 * The data channels of one fake peer connection, and the way to the other one, which is known by the id in its session
 * description. Channels open when both sides have agreed on data and the test releases the events.
 */
export class FakeDataTransport {
  static readonly #all = new Map<number, FakeDataTransport>();
  readonly id = (count += 1);
  /** This side's ends of all channels that there ever were. */
  readonly channels: FakeDataChannel[] = [];
  readonly #owner: Owner;
  #unannounced: FakeDataChannel[] = [];
  #otherId: number | null = null;

  constructor(owner: Owner) {
    this.#owner = owner;
    FakeDataTransport.#all.set(this.id, this);
  }

  get isConnected(): boolean {
    return this.#otherId !== null;
  }

  get isWanted(): boolean {
    return this.channels.length > 0 || this.isConnected;
  }

  get needsNegotiation(): boolean {
    return this.channels.length > 0 && !this.isConnected;
  }

  create(label: string, init?: RTCDataChannelInit): FakeDataChannel {
    const channel = new FakeDataChannel(label, init);
    this.channels.push(channel);
    this.#unannounced.push(channel);
    this.#meet();
    return channel;
  }

  /** This side has agreed on data with the peer connection of that id. */
  connect(otherId: number): void {
    this.#otherId = otherId;
    this.#meet();
  }

  /** Lets all messages arrive that can. Says whether there were any. */
  release(): boolean {
    return this.channels.map((channel) => channel.release()).includes(true);
  }

  /** The channels of this side are closed without a word, and the other side loses its ends. */
  close(): void {
    const other = this.#other;
    FakeDataTransport.#all.delete(this.id);
    for (const channel of this.channels) {
      channel.vanish();
      const { other: far } = channel;
      if (far !== null && other !== undefined) other.#owner.post(() => far.lose());
    }
  }

  /** The other side, if both have agreed. */
  get #other(): FakeDataTransport | undefined {
    const other = this.#otherId === null ? undefined : FakeDataTransport.#all.get(this.#otherId);
    return other !== undefined && other.#otherId === this.id ? other : undefined;
  }

  #meet(): void {
    const other = this.#other;
    if (other === undefined) return;
    this.#announceTo(other);
    other.#announceTo(this);
  }

  #announceTo(other: FakeDataTransport): void {
    for (const near of this.#unannounced.splice(0)) {
      if (near.readyState !== "connecting") continue;
      const far = near.createOther();
      other.channels.push(far);
      other.#owner.post(() => {
        // W3C WebRTC section 6.2: it is open before it is shown, and says so afterwards
        far.readyState = "open";
        other.#owner.announce(far);
        far.dispatchEvent(new Event("open"));
      });
      this.#owner.post(() => near.open());
    }
  }
}
