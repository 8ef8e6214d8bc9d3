import type { Duplex } from "node:stream";

import { encodeError } from "@parlor/protocol";

import type { RefusedUpgrade } from "../peer/admission.ts";
import { Frame } from "../room/frame.ts";
import type { Acceptor } from "./acceptor.ts";
import { NOBODY } from "./nobody.ts";
import type { RoutedUpgrade } from "./upgrade-router.ts";

/** The clients that have been refused on a socket of their own, and have not closed it yet. Bounds how many there are. */
export class RefusedClients {
  readonly #acceptor: Acceptor;
  #count = 0;

  constructor(acceptor: Acceptor) {
    this.#acceptor = acceptor;
  }

  /** Whether one more may be told so on a socket of its own. */
  get mayBeTold(): boolean {
    return this.#count < MAX_REFUSED_SOCKETS;
  }

  /** Accepts the socket of a refused client, to tell it why, and closes it. */
  tell(upgrade: RoutedUpgrade, { code, details, peerId }: RefusedUpgrade, close: number): void {
    const socket = this.#acceptor.accept(upgrade, NOBODY, REFUSED_MAX_FRAME_BYTES);
    if (socket === null) return;
    this.#countUntilClosed(upgrade.socket);
    socket.send(new Frame(encodeError(code, details, peerId)));
    socket.close(close, code);
  }

  /** A socket that was open before its client was refused: beyond the bound it is ended without a closing handshake. */
  letGo(stream: Duplex): void {
    // its client went away before it was refused
    if (stream.destroyed) return undefined;
    if (this.mayBeTold) return this.#countUntilClosed(stream);
    stream.once("finish", () => stream.destroy());
    stream.end();
  }

  #countUntilClosed(stream: Duplex): void {
    this.#count++;
    stream.once("close", () => this.#count--);
  }
}

const REFUSED_MAX_FRAME_BYTES = 1024;

/** Beyond, HTTP has to do: a refusal must not cost more than an admission. */
const MAX_REFUSED_SOCKETS = 500;
