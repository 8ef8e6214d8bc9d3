import type { Transport } from "../transport/transport.ts";

/** A client's end of a connection, over whatever transport. */
export interface ClientLink {
  send(text: string): void;
  sendBinary(): void;
  close(code: number, reason: string): void;
  /** Is gone without a close frame, as when a process is killed. */
  vanish(): void;
}

/** What a link tells its client, in order. */
export interface ClientLinkListener {
  text(text: string): void;
  closedWith(code: number, reason: string): void;
}

/** A refused upgrade, as HTTP says it. */
export interface RefusedConnection {
  readonly status: number;
  readonly body: unknown;
}

/** Makes links to one server. */
export interface Dialer {
  /** What lets its clients in. */
  readonly transport: Transport;
  connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    listener: ClientLinkListener,
  ): Promise<ClientLink | RefusedConnection>;
  close(): Promise<void>;
}
