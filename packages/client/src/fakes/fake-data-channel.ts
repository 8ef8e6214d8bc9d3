export type Sendable = string | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** What the other end has not got yet: a message, or that this end has closed. */
type Underway = { readonly data: string | ArrayBuffer; readonly bytes: number } | "close";

/**
 * One end of an RTCDataChannel without a network (W3C WebRTC section 6.2). What is sent stays in `bufferedAmount` until the
 * test releases it; then it arrives at the other end, in order. A channel is `connecting` until the test opens it.
 */
export class FakeDataChannel extends EventTarget {
  readonly label: string;
  readonly protocol: string;
  readonly ordered: boolean;
  readonly maxRetransmits: number | null;
  readonly maxPacketLifeTime: number | null;
  readyState: RTCDataChannelState = "connecting";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  /** Not the default of the standard, but of the Firefox of many years. */
  binaryType: BinaryType = "blob";
  /** Firefox throws away what is still buffered. */
  dropsOnClose = false;
  /** What the next `send` throws. */
  refusal: Error | null = null;
  /** Everything that was ever sent, binary data as its number of bytes. */
  readonly said: (string | number)[] = [];
  /** The other side's end, once it has one. */
  other: FakeDataChannel | null = null;
  #underway: Underway[] = [];

  constructor(label: string, init: RTCDataChannelInit = {}) {
    super();
    this.label = label;
    this.protocol = init.protocol ?? "";
    this.ordered = init.ordered ?? true;
    this.maxRetransmits = init.maxRetransmits ?? null;
    this.maxPacketLifeTime = init.maxPacketLifeTime ?? null;
  }

  /** The two ends of one channel, `connecting`; the first belongs to who has created it. */
  static pair(label: string, init: RTCDataChannelInit = {}): readonly [near: FakeDataChannel, far: FakeDataChannel] {
    const near = new FakeDataChannel(label, init);
    return [near, near.createOther()];
  }

  /** The other end, as the other side gets it. */
  createOther(): FakeDataChannel {
    const { label, protocol, ordered, maxRetransmits, maxPacketLifeTime } = this;
    const init = { protocol, ordered, ...(maxRetransmits !== null && { maxRetransmits }) };
    const other = new FakeDataChannel(label, { ...init, ...(maxPacketLifeTime !== null && { maxPacketLifeTime }) });
    this.other = other;
    other.other = this;
    return other;
  }

  send(data: Sendable): void {
    if (this.readyState !== "open") throw new DOMException("not open", "InvalidStateError");
    if (this.refusal !== null) throw this.refusal;
    const copy = typeof data === "string" ? data : copyBytes(data);
    const bytes = typeof copy === "string" ? new TextEncoder().encode(copy).length : copy.byteLength;
    this.said.push(typeof copy === "string" ? copy : bytes);
    this.bufferedAmount += bytes;
    this.#underway.push({ data: copy, bytes });
  }

  close(): void {
    if (this.readyState === "closing" || this.readyState === "closed") return;
    this.readyState = "closing";
    if (this.dropsOnClose) this.#underway = [];
    this.#underway.push("close");
  }

  // --- for the test ---

  /** Opens this end, as the browser does once it has the other's answer. */
  open(): void {
    if (this.readyState !== "connecting") return;
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  /** Lets what was sent arrive, at most so many messages. Says whether anything did. */
  release(count = Infinity): boolean {
    if (this.other?.readyState === "connecting") return false;
    const arriving = this.#underway.splice(0, count);
    for (const one of arriving) {
      if (one === "close") {
        this.other?.lose();
        this.lose();
        continue;
      }
      const before = this.bufferedAmount;
      this.bufferedAmount -= one.bytes;
      if (this.other !== null) this.other.#receive(one.data);
      const [threshold, now] = [this.bufferedAmountLowThreshold, this.bufferedAmount];
      if (this.readyState === "open" && before > threshold && now <= threshold) {
        this.dispatchEvent(new Event("bufferedamountlow"));
      }
    }
    return arriving.length > 0;
  }

  /** Closes this end all of a sudden, as when the link breaks. */
  lose(): void {
    if (this.readyState === "closed") return;
    this.vanish();
    this.dispatchEvent(new Event("close"));
  }

  /** Closes this end without a word, as when its own peer connection is closed. */
  vanish(): void {
    this.readyState = "closed";
    this.#underway = [];
  }

  #receive(data: string | ArrayBuffer): void {
    if (this.readyState !== "open") return;
    const shown = typeof data === "string" || this.binaryType === "arraybuffer" ? data : new Blob([data]);
    this.dispatchEvent(new MessageEvent("message", { data: shown }));
  }
}

export function asDataChannel(fake: FakeDataChannel): RTCDataChannel {
  const channel: unknown = fake;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for the members nobody here uses
  return channel as RTCDataChannel;
}

function copyBytes(data: ArrayBuffer | ArrayBufferView<ArrayBuffer>): ArrayBuffer {
  if (data instanceof ArrayBuffer) return data.slice(0);
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
}
