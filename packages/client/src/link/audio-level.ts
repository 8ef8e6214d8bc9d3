/** What was heard longer ago is over. */
const STALE_MS = 1_000;

/**
 * How loud the other side is right now, 0 to 1 (https://www.w3.org/TR/webrtc/#dom-rtcrtpcontributingsource-audiolevel): the
 * loudest of its audio tracks. 0 in silence, where nothing arrives, where the browser does not say, and in Chromium while
 * nothing plays the audio. Costs little enough to be called for every frame.
 */
export function audioLevelOf(peerConnection: RTCPeerConnection): number {
  const nowMs = performance.now();
  // the standard wants the second, some browsers use another; a page that has slept sees them drift apart
  const clocks = [Date.now(), performance.timeOrigin + nowMs, nowMs];
  let level = 0;
  for (const receiver of peerConnection.getReceivers()) {
    if (receiver.track.kind !== "audio") continue;
    for (const { timestamp, audioLevel = 0 } of receiver.getSynchronizationSources?.() ?? []) {
      if (audioLevel > level && clocks.some((clock) => Math.abs(clock - timestamp) < STALE_MS)) level = audioLevel;
    }
  }
  return Math.min(level, 1);
}
