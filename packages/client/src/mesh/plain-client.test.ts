import { expect, test } from "vitest";

import { Call } from "../fakes/call.ts";
import type { FakePeerConnection } from "../fakes/fake-peer-connection.ts";
import { FakeSeat } from "../fakes/fake-room.ts";

/**
 * A client as one writes it for `membrane_webrtc_server`: it calls who joins, answers who calls, adds candidates as they
 * come, and knows nothing of glare, early candidates or second thoughts. What it cannot handle, it trips over.
 */
class PlainClient {
  readonly seat: FakeSeat;
  readonly peerConnections = new Map<string, FakePeerConnection>();
  readonly stumbles: unknown[] = [];
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
    this.seat = new FakeSeat(call.room);
    this.#on("joined", async ({ data }) => {
      const { peer_id: peerId } = data as { peer_id: string };
      const peerConnection = this.#connect(peerId);
      await peerConnection.setLocalDescription();
      this.seat.send("offer", peerConnection.localDescription, [peerId]);
    });
    this.#on("offer", async ({ data, from }) => {
      const peerConnection = this.peerConnections.get(from) ?? this.#connect(from);
      if (peerConnection.signalingState !== "stable") throw new Error("glare");
      await peerConnection.setRemoteDescription(data as { type: "offer"; sdp: string });
      await peerConnection.setLocalDescription();
      this.seat.send("answer", peerConnection.localDescription, [from]);
    });
    this.#on("answer", async ({ data, from }) => {
      await this.#get(from).setRemoteDescription(data as { type: "answer"; sdp: string });
    });
    this.#on("candidate", async ({ data, from }) => {
      await this.#get(from).addIceCandidate(data as RTCIceCandidateInit);
    });
  }

  #on(event: string, run: (message: { data: unknown; from: string }) => Promise<void>): void {
    this.seat.on(event, (message: { data: unknown; from: string }) => {
      run(message).catch((error: unknown) => this.stumbles.push(error));
    });
  }

  #get(peerId: string): FakePeerConnection {
    const peerConnection = this.peerConnections.get(peerId);
    if (peerConnection === undefined) throw new Error(`no peer connection for ${peerId}`);
    return peerConnection;
  }

  #connect(peerId: string): FakePeerConnection {
    const peerConnection = this.#call.peerConnection("plain");
    this.peerConnections.set(peerId, peerConnection);
    peerConnection.addTrack({ id: "audio:plain", kind: "audio" }, { id: "plain" });
    peerConnection.addTrack({ id: "video:plain", kind: "video" }, { id: "plain" });
    peerConnection.addEventListener("icecandidate", (event) => {
      const { candidate } = event as RTCPeerConnectionIceEvent;
      if (candidate !== null) this.seat.send("candidate", candidate.toJSON(), [peerId]);
    });
    return peerConnection;
  }
}

async function meet(order: "mesh first" | "plain first", ...tracks: string[]) {
  const call = new Call();
  const [caller, plain] = [call.caller("a"), new PlainClient(call)];
  if (tracks.length > 0) caller.show("camA", ...tracks);
  if (order === "mesh first") call.room.join("A", caller.seat);
  call.room.join("X", plain.seat);
  if (order === "plain first") call.room.join("A", caller.seat);
  await call.settle();
  const sees = (): string[] =>
    [...plain.peerConnections.values()].flatMap((one) =>
      one.getTransceivers().flatMap(({ received }) => (received === null ? [] : [received.track.id])),
    );
  return { call, caller, plain, sees };
}

test.for(["mesh first", "plain first"] as const)("a call with a plain client stands, %s", async (order) => {
  const { call, caller, plain, sees } = await meet(order, "audio:a", "video:a");
  expect([plain.stumbles, caller.errors]).toEqual([[], []]);
  expect(call.room.said.filter((line) => line.endsWith("offer"))).toHaveLength(1);
  expect(caller.told.at(-1)).toBe("stream X plain audio:plain,video:plain");
  expect(sees()).toEqual(["audio:a", "video:a"]);
});

test.for(["mesh first", "plain first"] as const)(
  "a mesh with nothing to send gets a plain client's stream, %s",
  async (order) => {
    const { call, caller, plain } = await meet(order);
    expect([plain.stumbles, caller.errors]).toEqual([[], []]);
    expect(call.room.said.filter((line) => line.endsWith("offer"))).toHaveLength(1);
    expect(caller.told.at(-1)).toBe("stream X plain audio:plain,video:plain");
  },
);

test.for(["mesh first", "plain first"] as const)(
  "a plain client answers when the mesh renegotiates, %s",
  async (order) => {
    const { call, caller, plain, sees } = await meet(order, "audio:a");
    caller.show("camA", "audio:a", "video:a", "video:screen");
    await call.settle();
    expect([plain.stumbles, caller.errors]).toEqual([[], []]);
    expect(sees().toSorted()).toEqual(["audio:a", "video:a", "video:screen"]);
  },
);
