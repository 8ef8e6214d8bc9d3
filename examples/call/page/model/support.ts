/** Why there can be no call at all on this page. */
export type Obstacle = "insecure" | "unsupported";

/** What stands in the way, or `null`. */
export function findObstacle(): Obstacle | null {
  // pages that did not come over HTTPS have no cameras
  if (!isSecureContext) return "insecure";
  const needed = ["RTCPeerConnection", "AudioContext", "ResizeObserver"];
  const hasAll = needed.every((name) => name in globalThis) && "mediaDevices" in navigator;
  const hasPopovers = "popover" in HTMLElement.prototype;
  return hasAll && hasPopovers ? null : "unsupported";
}
