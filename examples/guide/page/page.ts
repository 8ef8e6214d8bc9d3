// The page, from opening it to leaving the call. Read this file first.

import { type Ending, runCall } from "./call.ts";
import { type Camera, openCamera } from "./camera.ts";
import { setDefaultCredentials } from "./credentials.ts";
import { element } from "./element.ts";
import { showEnding } from "./ended.ts";
import { askToJoin } from "./lobby.ts";

const room = decodeURIComponent(location.pathname.slice(1));

async function main(): Promise<never> {
  document.title = `${room} · Video call`;
  element("room-name", HTMLElement).textContent = room;
  setDefaultCredentials();

  let camera = openCamera();
  const name = await askToJoin(camera);
  for (;;) {
    const ending = await call(name, await camera);
    await showEnding(ending, room);
    camera = openCamera();
  }
}

async function call(name: string, camera: Camera): Promise<Ending> {
  try {
    return await runCall({ room, name, camera });
  } finally {
    // also turns the camera's light off
    for (const track of camera.stream.getTracks()) track.stop();
  }
}

void main();
