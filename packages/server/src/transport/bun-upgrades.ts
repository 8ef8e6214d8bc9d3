import { encodeError, type Json, SUBPROTOCOL, type UpgradeErrorCode } from "@parlor/protocol";

import type { Admission, RefusedUpgrade } from "../peer/admission.ts";
import type { SocketListener } from "../peer/socket.ts";
import { UpgradeRequest } from "../peer/upgrade-request.ts";
import { Frame } from "../room/frame.ts";
import type { BunServer } from "./bun-api.ts";
import { BunSocket } from "./bun-socket.ts";
import { BunTurns } from "./bun-turns.ts";
import { EarlySocket } from "./early-socket.ts";
import { httpRefusal } from "./http-refusal.ts";
import { NOBODY } from "./nobody.ts";
import { refusalCloseCode } from "./refusal.ts";
import { isWebSocketUpgrade } from "./websocket-upgrade.ts";

/** An upgrade request whose path belongs to a Parlor. */
export interface BunUpgrade {
  readonly request: Request;
  readonly server: BunServer;
  /** Path and query. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Takes the upgrades of one path for one Parlor. */
export class BunUpgrades {
  readonly #admission: Admission;
  readonly #turns = new BunTurns();
  /** How many clients have been refused on a socket of their own that may not be gone yet. */
  #refused = 0;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /** The checks of RFC 6455, the admission, and its answer: `undefined` for Bun if the socket has been opened. */
  async take(upgrade: BunUpgrade): Promise<Response | undefined> {
    const { request, server, url, params } = upgrade;
    const headers = Object.fromEntries(request.headers);
    if (!isWebSocketUpgrade({ method: request.method, headers })) return refusal("not_a_websocket", null);
    const early = new EarlySocket(this.#admission.limits, (listener, maxFrameBytes) =>
      this.#open(upgrade, listener, maxFrameBytes),
    );
    const asked = new UpgradeRequest({
      url,
      headers,
      params,
      remoteAddress: server.requestIP(request)?.address ?? null,
      secure: server.protocol === "https",
      firstFrame: early.firstFrame,
    });
    const result = await this.#admission.admit(asked);
    if (early.answer(result)) return undefined;
    if (result.type === "refused") {
      const close = refusalCloseCode(asked, result.code);
      if (close === null || this.#refused >= MAX_REFUSED_SOCKETS) return refusal(result.code, result.details);
      return this.#tell(upgrade, result, close);
    }
    const { peer, room, maxFrameBytes } = result;
    const socket = this.#open(upgrade, peer, maxFrameBytes);
    // the client went away while it was being judged
    if (socket === null) peer.abandon("lost");
    else peer.open(socket, room);
    return undefined;
  }

  /** Sends the 101 and gives back the socket, or `null` if the client is not there any more. */
  #open({ request, server }: BunUpgrade, listener: SocketListener, maxFrameBytes: number): BunSocket | null {
    const socket = new BunSocket(listener, maxFrameBytes, this.#turns);
    const offered = request.headers.get("sec-websocket-protocol") ?? "";
    const isOurs = offered.split(",").some((name) => name.trim() === SUBPROTOCOL);
    // if nothing is selected Bun takes the first one that is offered, which may be somebody's token
    const headers = { "Sec-WebSocket-Protocol": isOurs ? SUBPROTOCOL : "" };
    return server.upgrade(request, { data: socket, headers }) ? socket : null;
  }

  /** Accepts the socket of a refused client, to tell it why, and closes it. */
  #tell(upgrade: BunUpgrade, { code, details, peerId }: RefusedUpgrade, close: number): undefined {
    const socket = this.#open(upgrade, NOBODY, REFUSED_MAX_FRAME_BYTES);
    if (socket === null) return;
    this.#refused++;
    setTimeout(() => this.#refused--, CLOSE_TIMEOUT_MS).unref();
    socket.send(new Frame(encodeError(code, details, peerId)));
    socket.close(close, code);
  }
}

/** The answer to an upgrade request that is refused over HTTP. */
export function refusal(code: UpgradeErrorCode, details: Json): Response {
  const { status, headers, body } = httpRefusal(code, details);
  return new Response(body, { status, headers });
}

const REFUSED_MAX_FRAME_BYTES = 1024;

/** Refused clients that are being told so. Beyond, HTTP has to do: a refusal must not cost more than an admission. */
const MAX_REFUSED_SOCKETS = 500;

/** So long Bun waits at most for a client's part of the closing handshake; how long it has waited it does not tell. */
const CLOSE_TIMEOUT_MS = 5000;
