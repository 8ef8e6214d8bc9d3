import { AUTHENTICATE, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "@parlor/protocol";

import type { ParlorEvent } from "../observe/events.ts";
import type { ParlorOptions } from "../options.ts";
import type { PeerClass } from "../peer/admission.ts";
import type { RoomClass } from "../room/room-spec.ts";
import { createParlor, type Parlor } from "../server.ts";
import { nodeNet } from "../transport/node-net.ts";
import { nodeWs } from "../transport/node-ws.ts";
import type { RefusedConnection, Dialer } from "./client-link.ts";
import { MemoryDialer, MemoryLink } from "./memory-dialer.ts";
import { TestClient } from "./test-client.ts";
import { WsDialer } from "./ws-dialer.ts";

/** How test clients reach a test server: within the process, or over loopback through `nodeWs` or `nodeNet`. */
export type TestTransport = "memory" | "ws" | "net";

/** The token that a test client brings, and where; as with the browser SDK. */
export interface ClientToken {
  /** Where it is offered as a subprotocol it can only hold what a JWT can: letters, digits, `-`, `_` and `.`. */
  readonly token: string;
  /** @default "subprotocol" */
  readonly tokenIn?: "subprotocol" | "first_message";
}

/** A Parlor to talk to in a test. Closes itself with `await using`. */
export class TestServer {
  readonly parlor: Parlor;
  /** Everything that has happened so far. */
  readonly events: readonly ParlorEvent[];
  /** Takes no more upgrades; the clients that are connected stay. */
  readonly stopListening: () => void;
  readonly #dialer: Dialer;
  readonly #clients: TestClient[] = [];

  constructor(parlor: Parlor, events: readonly ParlorEvent[], dialer: Dialer) {
    this.parlor = parlor;
    this.events = events;
    this.#dialer = dialer;
    this.stopListening = parlor.serve(dialer.transport);
  }

  /** Connects and reads the `authenticated` frame. Throws if the client is refused, with the refusal. */
  async join(url: string, headers: Readonly<Record<string, string>> = {}, token?: ClientToken): Promise<TestClient> {
    const client = await this.connect(url, headers, token);
    if (!(client instanceof TestClient)) throw new Error(`Refused: ${JSON.stringify(client)}`);
    await client.expect("authenticated");
    return client;
  }

  /** Connects, and gives back the client or the refusal of its upgrade. A first message is sent as soon as the socket is open. */
  async connect(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    token?: ClientToken,
  ): Promise<TestClient | RefusedConnection> {
    const client = new TestClient();
    const isFirst = token?.tokenIn === "first_message";
    const all = token === undefined || isFirst ? headers : withToken(headers, token.token);
    const link = await this.#dialer.connect(url, all, client);
    if ("status" in link) return link;
    client.attach(link);
    this.#clients.push(client);
    if (isFirst) client.say(AUTHENTICATE, { token: token.token }, []);
    return client;
  }

  /** Connects a client whose two wires the test holds and releases. Only on the memory transport. */
  async connectByHand(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ client: TestClient; socket: MemoryLink["socket"] }> {
    const client = new TestClient();
    const link = await this.#dialer.connect(url, headers, client);
    if ("status" in link) throw new Error(`Refused: ${JSON.stringify(link)}`);
    if (!(link instanceof MemoryLink)) throw new TypeError("Only a memory server's wires can be held");
    client.attach(link);
    return { client, socket: link.socket };
  }

  /** Resolves with the first event of this type, past or to come. */
  event<Type extends ParlorEvent["type"]>(type: Type): Promise<Extract<ParlorEvent, { type: Type }>> {
    const isIt = (event: ParlorEvent): event is Extract<ParlorEvent, { type: Type }> => event.type === type;
    const past = this.events.find(isIt);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve) => {
      const stop = this.parlor.observe((event) => {
        if (!isIt(event)) return;
        stop();
        resolve(event);
      });
    });
  }

  /** Drains the server and closes what it listened on. */
  async close(): Promise<void> {
    await Promise.all([this.parlor.close(), ...this.#clients.map((client) => client.close())]);
    await this.#dialer.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Starts a Parlor for a test, reachable at `/socket/:room?`. */
export async function testServer<P extends PeerClass, const Rooms extends readonly RoomClass[] = readonly []>(
  options: ParlorOptions<P, Rooms>,
  transport: TestTransport = "memory",
): Promise<TestServer> {
  const events: ParlorEvent[] = [];
  const parlor = createParlor<P, Rooms>(options);
  parlor.observe((event) => events.push(event));
  return new TestServer(parlor, events, await dialerOf(transport));
}

async function dialerOf(transport: TestTransport): Promise<Dialer> {
  if (transport === "memory") return new MemoryDialer(PATH);
  return WsDialer.listen(PATH, transport === "ws" ? nodeWs : nodeNet);
}

function withToken(headers: Readonly<Record<string, string>>, token: string): Readonly<Record<string, string>> {
  const offered = headers["sec-websocket-protocol"] ?? SUBPROTOCOL;
  return { ...headers, "sec-websocket-protocol": `${offered}, ${TOKEN_SUBPROTOCOL_PREFIX}${token}` };
}

const PATH = "/socket/:room?";
