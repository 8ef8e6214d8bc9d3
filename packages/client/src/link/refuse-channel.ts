/**
 * Turns away the channel of a file before anybody has looked at it. The word is one of files/file-frame.ts; if it is lost,
 * the close says enough.
 */
export function refuseChannel(channel: RTCDataChannel, reason: string): void {
  try {
    channel.send(JSON.stringify({ event: "refused", reason }));
  } catch {
    // it was only a courtesy
  }
  channel.close();
}
