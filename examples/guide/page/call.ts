import { connect, createMesh, type ErrorData } from "@parlor/client";

import { Banner } from "./banner.ts";
import type { Camera } from "./camera.ts";
import { Controls } from "./controls.ts";
import { type Devices, readDevices } from "./devices.ts";
import { announce, showSection } from "./element.ts";
import { Grid } from "./grid.ts";

/** How a call ended: with the server's last word, or by leaving. */
export type Ending = ErrorData | "left";

/** What the peers tell each other besides what the mesh does. */
export type CallEvents = { readonly devices: Devices };

/** Joins a room, shows who is there, and resolves when it is over for good. */
export async function runCall(options: {
  readonly room: string;
  readonly name: string;
  readonly camera: Camera;
}): Promise<Ending> {
  const { room, name, camera } = options;
  const url = `/socket/${encodeURIComponent(room)}?name=${encodeURIComponent(name)}`;
  const connection = connect<CallEvents>(url);
  const mesh = createMesh(connection);
  mesh.setStream(camera.stream);

  const grid = new Grid(name, camera.stream);
  const banner = new Banner();
  const controls = new Controls(camera.stream);
  showSection("call");

  // who is in the room
  connection.on("authenticated", () => grid.sync(connection.members));
  connection.on("joined", ({ data }) => {
    grid.sync(connection.members);
    announce(`${grid.nameOf(data.peer_id)} has joined.`);
    if (!controls.areAllOn) connection.send("devices", controls.devices, [data.peer_id]);
  });
  connection.on("left", ({ data }) => {
    announce(`${grid.nameOf(data.peer_id)} has left.`);
    grid.sync(connection.members);
  });

  // what they look like
  mesh.on("stream", ({ peerId, stream }) => grid.tile(peerId)?.show(stream));
  mesh.on("state", ({ peerId, state }) => grid.tile(peerId)?.showLink(state));
  mesh.on("error", (error) => console.warn(error));
  connection.on("devices", ({ data, from }) => {
    const devices = readDevices(data);
    if (from !== null && devices !== null) grid.tile(from)?.showDevices(devices);
  });

  // what I do
  controls.onChange = (devices) => {
    grid.own.showDevices(devices);
    if (connection.state.name === "open") connection.send("devices", devices, "all");
  };
  controls.onLeave = () => void connection.close();

  // how it goes: the connection comes back by itself, until it is closed
  const error = await new Promise<ErrorData | null>((resolve) => {
    banner.show(connection.state);
    connection.onState((state) => {
      banner.show(state);
      if (state.name === "open" && !controls.areAllOn) connection.send("devices", controls.devices, "all");
      if (state.name === "closed") resolve(state.error);
    });
  });
  mesh.close();
  controls.close();
  grid.close();
  return error ?? "left";
}
