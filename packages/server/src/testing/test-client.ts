import { type Addressees, decodeServerMessage, type Message, PING, PONG } from "@parlor/protocol";

import type { ClientLink, ClientLinkListener } from "./client-link.ts";

/** Less than the five seconds after which test runners give up without saying what was waited for. */
const PATIENCE_MS = 4000;

// the real ones: a test that fakes time does not mean its own patience
const [startTimer, stopTimer] = [setTimeout, clearTimeout];

/** How a test client's socket ended. */
export interface ClosedSocket {
  readonly code: number;
  readonly reason: string;
}

/** A client whose test reads like a conversation: it says something, and waits for what comes next. */
export class TestClient implements ClientLinkListener {
  readonly #inbox: string[] = [];
  readonly #read: string[] = [];
  #link: ClientLink | null = null;
  #wake: (() => void) | null = null;
  #closed: ClosedSocket | null = null;
  readonly #whenClosed = Promise.withResolvers<ClosedSocket>();
  #id = "";

  /** The peer id, once {@link authenticated} or {@link next} has read the first frame. */
  get id(): string {
    return this.#id;
  }

  /** Resolves when the socket is closed, with the server's code and reason. */
  get closed(): Promise<ClosedSocket> {
    return this.#whenClosed.promise;
  }

  /** Sends a message. */
  say(event: string, data: unknown, to: Addressees): void {
    this.sayRaw(JSON.stringify({ event, data, to }));
  }

  /** Sends any text as one frame. */
  sayRaw(text: string): void {
    this.#link?.send(text);
  }

  /** Sends a binary frame. */
  sayBinary(): void {
    this.#link?.sendBinary();
  }

  /** The next message from the server, waiting for it if need be. Rejects if the socket closes first. */
  async next(): Promise<Message> {
    const message = decode(await this.nextRaw());
    this.#learnId(message);
    return message;
  }

  /** The next text frame as it is. */
  async nextRaw(): Promise<string> {
    while (this.#inbox.length === 0) {
      if (this.#closed !== null) throw new Error(`The socket closed: ${this.#closed.code} ${this.#closed.reason}`);
      await this.#somethingComes();
    }
    const text = this.#inbox.shift() ?? "";
    this.#read.push(text);
    return text;
  }

  /** The next message, which must have this event. Like all that waits here, it rejects after 4 seconds in which nothing came. */
  async expect(event: string): Promise<Message> {
    const message = await this.next();
    if (message.event !== event) throw new Error(`Expected "${event}", got ${JSON.stringify(message)}`);
    return message;
  }

  /**
   * Waits until the server has taken everything this client has sent so far. Says a ping and waits for its pong, which
   * must be the next frame: so this also asserts that nothing else was on its way to this client.
   *
   * What another client said may not have been taken yet: let that client call this first.
   */
  async expectNothing(): Promise<void> {
    this.sayRaw(PING);
    const text = await this.nextRaw();
    if (text !== PONG) throw new Error(`Expected nothing, got ${text}`);
  }

  /** Everything that has come and was not read, but for pongs. Throws if any of it is no message. */
  takeAll(): Message[] {
    return this.#inbox.splice(0).flatMap((text) => (text === PONG ? [] : [decode(text)]));
  }

  /** Leaves as a browser does, and resolves when the socket is closed. */
  async close(code = 1000, reason = ""): Promise<ClosedSocket> {
    this.#link?.close(code, reason);
    return this.closed;
  }

  /** Is gone without a word, as when its process is killed or its network fails at once. Resolves when the socket is closed. */
  async vanish(): Promise<ClosedSocket> {
    this.#link?.vanish();
    return this.closed;
  }

  /** For whoever made the link. */
  attach(link: ClientLink): void {
    this.#link = link;
  }

  /** A frame has come. For whoever made the link. */
  text(text: string): void {
    this.#inbox.push(text);
    this.#wakeUp();
  }

  /** The socket has closed. For whoever made the link. */
  closedWith(code: number, reason: string): void {
    this.#closed = { code, reason };
    this.#whenClosed.resolve(this.#closed);
    this.#wakeUp();
  }

  async #somethingComes(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const last = this.#read.slice(-3).map((text) => `\n  ${text.slice(0, 200)}`);
    const error = new Error(`Nothing came for ${PATIENCE_MS} ms. What was read last: ${last.join("") || "nothing"}`);
    const timer = startTimer(() => reject(error), PATIENCE_MS);
    try {
      await promise;
    } finally {
      stopTimer(timer);
    }
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }

  #learnId({ event, data }: Message): void {
    if (event !== "authenticated" || typeof data !== "object" || data === null || !("peer_id" in data)) return;
    if (typeof data.peer_id === "string") this.#id = data.peer_id;
  }
}

function decode(text: string): Message {
  const message = decodeServerMessage(text);
  if (message === null) throw new Error(`The server sent what is no message: ${text}`);
  return message;
}
