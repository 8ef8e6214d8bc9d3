/** Bytes that a client sends behind its handshake, and what must come of them, however they are cut. */
export interface RawCase {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the peer is told: "text hello", "binary", "ping", "pong", and at the end, if there is one, "broken ..." and "closed ...". */
  readonly told: readonly string[];
  /** What the client gets: "pong x", and at the end "close 1002" and "end". */
  readonly back: readonly string[];
  readonly ends: boolean;
}

type Breach = "invalid_frame" | "invalid_text" | "frame_too_big";

/** The close codes of RFC 6455 section 7.4.1 for what may break. */
const CODES = { invalid_frame: 1002, invalid_text: 1007, frame_too_big: 1009 } as const;

/** What is as it should be. The connection stays. */
export function fine(name: string, bytes: Buffer, told: readonly string[], back: readonly string[] = []): RawCase {
  return { name, bytes, told, back, ends: false };
}

/** What breaks the connection, and what was heard and answered before. */
export function breach(
  breach: Breach,
  name: string,
  bytes: Buffer,
  { told = [], back = [] }: { readonly told?: readonly string[]; readonly back?: readonly string[] } = {},
): RawCase {
  const end = [`broken ${breach}`, "closed 1006"];
  return { name, bytes, told: [...told, ...end], back: [...back, `close ${CODES[breach]}`, "end"], ends: true };
}

/** A client that closes: its code comes back (RFC 6455 section 5.5.1), and 1005 stands for none. */
export function goodbye(name: string, bytes: Buffer, code: number, told: readonly string[] = []): RawCase {
  const answer = code === 1005 ? "close" : `close ${code}`;
  return { name, bytes, told: [...told, `closed ${code}`], back: [answer, "end"], ends: true };
}
