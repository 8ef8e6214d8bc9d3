// The lab's page. It joins the room as soon as it is open, with `?relay` through TURN servers only, and shows its tests
// what an application would see.

import { connect, createMesh, type Link } from "@parlor/client";

import type { LinkReport } from "../reports.ts";
import { reportOn } from "./stats.ts";

const camera = await navigator.mediaDevices.getUserMedia({
  audio: true,
  video: { width: 320, height: 240, frameRate: 15 },
});
const made: RTCPeerConnection[] = [];
const told: string[] = [];

let socket: WebSocket | null = null;
const connection = connect("/socket/room", {
  createSocket: (url, protocols) => (socket = new WebSocket(url, [...protocols])),
});
const mesh = createMesh(connection, {
  relayOnly: new URLSearchParams(location.search).has("relay"),
  channels: { chat: {} },
  createPeerConnection: (configuration) => {
    const peerConnection = new RTCPeerConnection(configuration);
    made.push(peerConnection);
    return peerConnection;
  },
});
mesh.setStream(camera);
connection.onState(({ name }) => told.push(`connection ${name}`));
mesh.on("state", ({ state }) => told.push(`state ${state}`));
mesh.on("peer", () => told.push("peer"));
mesh.on("gone", () => told.push("gone"));
mesh.on("message", ({ label, data }) => {
  if (typeof data === "string") told.push(`${label} ${data}`);
});
mesh.on("error", ({ code, message }) => told.push(`error ${code}: ${message}`));

/** What tests call. */
const lab = {
  /** Everything that was told, in order. */
  told,
  isOpen: (): boolean => connection.state.name === "open",
  links: (): Promise<LinkReport[]> =>
    Promise.all(links().map((link) => reportOn(link, made.indexOf(link.peerConnection)))),
  showScreen: (): void => mesh.setStream(drawScreen(), "screen"),
  hideScreen: (): void => mesh.setStream(null, "screen"),
  /** Closes the socket with a code that says nothing to the server: it takes it for an accident. */
  loseSocket: (): void => socket?.close(4999),
  restartIce: (): void => links().forEach((link) => link.restartIce()),
  say: (text: string): Promise<void> => mesh.send("chat", text),
};

function links(): Link[] {
  return [...mesh.links.values()];
}

/** Something that changes, as a screen would. */
function drawScreen(): MediaStream {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  let frame = 0;
  const draw = (): void => {
    frame += 1;
    if (context === null) return;
    context.fillStyle = frame % 2 === 0 ? "white" : "black";
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  draw();
  setInterval(draw, 50);
  return canvas.captureStream(20);
}

Object.assign(globalThis, { lab });
