/** One text frame on its way to one member or many. A transport's bytes of it are made once, however many sockets it goes to. */
export class Frame {
  readonly text: string;
  /** Whether it goes to more than one socket, so that its bytes are worth keeping. */
  readonly isShared: boolean;
  #bytes: Buffer | null = null;

  constructor(text: string, isShared = false) {
    this.text = text;
    this.isShared = isShared;
  }

  /** What a transport makes of the text, kept for its next socket. There is one such encoding: the one of RFC 6455 section 5.2. */
  encodedBy(encode: (text: string) => Buffer): Buffer {
    this.#bytes ??= encode(this.text);
    return this.#bytes;
  }
}
