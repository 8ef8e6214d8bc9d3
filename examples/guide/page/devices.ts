/** What of a peer is turned on. Peers tell it each other; who says nothing has everything on. */
export type Devices = {
  readonly camera: boolean;
  readonly microphone: boolean;
};

/** Reads what another peer has sent, which may be anything. */
export function readDevices(data: unknown): Devices | null {
  if (typeof data !== "object" || data === null || !("camera" in data) || !("microphone" in data)) return null;
  const { camera, microphone } = data;
  return typeof camera === "boolean" && typeof microphone === "boolean" ? { camera, microphone } : null;
}
