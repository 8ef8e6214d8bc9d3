import { afterEach, expect, test, vi } from "vitest";

import { asPeerConnection, Call } from "../fakes/call.ts";
import { FakeStream } from "../fakes/fake-media.ts";
import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, createMesh } from "../index.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Two peers with a camera each, A in the room before B, their call standing. */
async function twoPeers() {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  a.show("camA", "audio:a", "video:a");
  b.show("camB", "audio:b", "video:b");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  call.room.said.length = 0;
  return { call, a, b };
}

test("who is there offers to who joins; the newcomer waits for it, whatever it has to send", async () => {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  a.show("camA", "audio:a", "video:a");
  b.show("camB", "audio:b", "video:b");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.release();
  expect(call.room.said).toEqual(["A>B offer", "A>B candidate"]);
  await call.settle();
  expect(call.room.said).toEqual(["A>B offer", "A>B candidate", "B>A answer", "B>A candidate"]);
  expect(a.told).toEqual(["link B", "stream B camB audio:b", "stream B camB audio:b,video:b"]);
  expect(b.told).toEqual(["link A", "stream A camA audio:a", "stream A camA audio:a,video:a"]);
  expect(a.made[0]?.candidates).toEqual(["candidate of b.0.0"]);
  expect(b.made[0]?.candidates).toEqual(["candidate of a.0.0"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("the first offer asks for what its maker does not send, so that a newcomer's answer can send it", async () => {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  b.show("camB", "audio:b", "video:b");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  expect(call.room.said.filter((line) => line.endsWith("offer"))).toEqual(["A>B offer"]);
  expect(a.told).toEqual(["link B", "stream B camB audio:b", "stream B camB audio:b,video:b"]);
});

test("a newcomer whose tracks did not fit into the first offer makes its own once it has answered", async () => {
  const call = new Call();
  const [a, b] = [call.caller("a", { receive: [] }), call.caller("b")];
  a.show("camA", "audio:a");
  b.show("camB", "video:b");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  const descriptions = call.room.said.filter((line) => !line.endsWith("candidate"));
  expect(descriptions).toEqual(["A>B offer", "B>A answer", "B>A offer", "A>B answer"]);
  expect(a.told).toEqual(["link B", "stream B camB video:b"]);
  expect(b.told).toEqual(["link A", "stream A camA audio:a"]);
});

test("links every pair in the room", async () => {
  const call = new Call();
  const callers = ["a", "b", "c", "d"].map((name) => call.caller(name));
  for (const [index, caller] of callers.entries()) {
    caller.show(`cam${index}`, `audio:${index}`);
    call.room.join(`P${index}`, caller.seat);
  }
  await call.settle();
  expect(callers.map(({ mesh }) => mesh.links.size)).toEqual([3, 3, 3, 3]);
  expect(callers.map(({ told }) => told.length)).toEqual([6, 6, 6, 6]);
  expect(callers[1]?.mesh.links.get("P3")?.stream?.id).toBe("cam3");
  expect(callers.flatMap(({ errors }) => errors)).toEqual([]);
});

test("a peer that leaves is gone, once, with its link", async () => {
  const { call, a, b } = await twoPeers();
  call.room.leave("B");
  call.room.leave("B");
  expect(a.told.slice(3)).toEqual(["gone B"]);
  expect(a.mesh.links.size).toBe(0);
  expect(a.made[0]?.signalingState).toBe("closed");
  expect(b.made[0]?.signalingState).toBe("stable");
});

test("over a real connection: links outlive the socket, and end when they are not recognised in time", async () => {
  vi.useFakeTimers();
  const call = new Call();
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create });
  const made = call.peerConnection("x");
  const mesh = createMesh(connection, { createPeerConnection: () => asPeerConnection(made) });
  const gone: string[] = [];
  mesh.on("gone", ({ peerId }) => gone.push(peerId));
  sockets.latest.authenticate("P1", [{ peer_id: "P0", metadata: null }]);
  const other = call.peerConnection("other");
  await other.setLocalDescription();
  const data = { ...other.localDescription, link: "0123456789abcdef0123456789abcdef" };
  sockets.latest.receive({ event: "offer", data, from: "P0", to: ["P1"] });
  const before = mesh.links.get("P0");
  made.become("connected");
  made.become("disconnected");
  sockets.latest.end();
  vi.advanceTimersByTime(14_000);
  expect(mesh.links.get("P0")).toBe(before);
  expect(before?.isMissing).toBe(true);
  sockets.latest.authenticate("P2", [{ peer_id: "P0", metadata: null }]);
  vi.advanceTimersByTime(9_999);
  expect(gone).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(gone).toEqual(["P0"]);
  expect(before?.state).toBe("closed");
  void connection.close();
});

test("when the connection is closed for good, so is every link", async () => {
  const { a } = await twoPeers();
  a.seat.enter({ name: "closed", error: null });
  expect(a.told.slice(3)).toEqual(["gone B"]);
  expect(a.mesh.links.size).toBe(0);
});

test("what cannot be sent while the connection is down is dropped, and nothing breaks", async () => {
  const { call, a } = await twoPeers();
  a.seat.enter({ name: "waiting", attempt: 1, retryAt: 0, error: null });
  a.show("camA", "audio:a", "video:a", "video:screen");
  await call.settle();
  expect(call.room.said).toEqual([]);
  expect(a.errors).toEqual([]);
  expect(a.mesh.links.size).toBe(1);
});

test("tells the state of each link", async () => {
  const { a } = await twoPeers();
  a.made[0]?.become("connected");
  expect(a.told.slice(3)).toEqual(["state B connected"]);
});

test("nothing is told or sent of a link that is gone, whatever its browser still says", async () => {
  const { call, a } = await twoPeers();
  const [peerConnection] = a.made;
  const sender = peerConnection?.getTransceivers()[1]?.sender;
  if (peerConnection === undefined || sender === undefined) throw new Error("no link");
  sender.refusal = new DOMException("closed", "InvalidStateError");
  a.show("screen", "audio:a", "video:screen");
  call.room.leave("B");
  const candidate = { toJSON: () => ({ candidate: "late" }) };
  const streams = [new FakeStream("late")];
  peerConnection.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate }));
  peerConnection.dispatchEvent(Object.assign(new Event("track"), { track: {}, streams }));
  peerConnection.streams.get("camB")?.loseTrack("audio:b");
  peerConnection.become("failed");
  await call.settle();
  expect(a.told.slice(3)).toEqual(["gone B"]);
  expect([call.room.said, a.errors]).toEqual([[], []]);
});

test("close() ends all links, once, and leaves the connection alone", async () => {
  const { call, a, b } = await twoPeers();
  a.show("camA", "audio:a", "video:a", "video:screen");
  a.mesh.close();
  a.mesh.close();
  a.mesh[Symbol.dispose]();
  expect(a.told.slice(3)).toEqual(["gone B"]);
  a.made[0]?.become("failed");
  b.show(null);
  await call.settle();
  call.room.join("C");
  a.show("later", "audio:a");
  await call.settle();
  expect(call.room.said.filter((line) => line.startsWith("A>"))).toEqual(["A>B bye"]);
  expect([a.told.slice(4), a.errors, a.seat.state.name]).toEqual([[], [], "open"]);
});

test("cannot be created on a connection that is open: the first offers are missed already", () => {
  const call = new Call();
  const seat = call.room.join("A");
  expect(() => createMesh(seat)).toThrow(expect.objectContaining({ name: "MeshError", code: "already_open" }));
});

test("a peer connection that cannot be created is an error of that peer alone", async () => {
  const call = new Call();
  const cause = new Error("too many");
  let works = false;
  const a = call.caller("a", {
    createPeerConnection: () => {
      if (!works) throw cause;
      return asPeerConnection(call.peerConnection("a"));
    },
  });
  call.room.join("A", a.seat);
  call.room.join("B", call.caller("b").seat);
  works = true;
  call.room.join("C", call.caller("c").seat);
  await call.settle();
  expect(a.errors).toEqual([expect.objectContaining({ code: "no_peer_connection", peerId: "B", cause })]);
  expect([...a.mesh.links.keys()]).toEqual(["C"]);
});

test("the given ICE servers reach every peer connection", () => {
  const call = new Call();
  const iceServers = [{ urls: "stun:stun.example" }];
  const configurations: RTCConfiguration[] = [];
  const createPeerConnection = (configuration: RTCConfiguration): RTCPeerConnection => {
    configurations.push(configuration);
    return asPeerConnection(call.peerConnection("a"));
  };
  const a = call.caller("a", { iceServers, createPeerConnection });
  call.room.join("A", a.seat);
  call.room.join("B");
  expect(configurations).toEqual([{ iceServers }]);
});

test("tracks that come without a stream are put into one", async () => {
  vi.stubGlobal(
    "MediaStream",
    class extends FakeStream {
      constructor() {
        super("own");
      }
    },
  );
  const call = new Call();
  const b = call.caller("b");
  const seat = call.room.join("A");
  call.room.join("B", b.seat);
  const plain = call.peerConnection("plain");
  plain.addTrack({ id: "audio:x", kind: "audio" });
  plain.addTrack({ id: "video:x", kind: "video" });
  await plain.setLocalDescription();
  seat.send("offer", plain.localDescription, ["B"]);
  await call.settle();
  expect(b.told).toEqual(["link A", "stream A own audio:x", "stream A own audio:x,video:x"]);
});

test("a peer that has closed its mesh is gone for the others, though it stays in the room", async () => {
  const { call, a, b } = await twoPeers();
  a.mesh.close();
  await call.settle();
  expect(b.told.slice(3)).toEqual(["gone A"]);
  expect(b.errors).toEqual([]);
});

test("a mesh whose connection is closed lets go of everything", async () => {
  const page = new EventTarget();
  const listening = new Set<unknown>();
  vi.stubGlobal("addEventListener", (type: string, listener: () => void, { signal }: { signal: AbortSignal }) => {
    listening.add(listener);
    signal.addEventListener("abort", () => listening.delete(listener));
    page.addEventListener(type, listener, { signal });
  });
  const { a, b } = await twoPeers();
  expect(listening.size).toBe(2);
  for (const { seat } of [a, b]) seat.enter({ name: "closed", error: null });
  expect(listening.size).toBe(0);
});
