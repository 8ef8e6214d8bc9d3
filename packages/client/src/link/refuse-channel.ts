/**
 * Turns away the channel of a file before anybody has looked at it. The word is one of files/file-frame.ts. Who hears it
 * closes the channel: closed from here, one word in five is lost in Chromium. How many channels the other side can leave
 * open is the browser's to limit; it could open as many that are none of Parlor's business.
 */
export function refuseChannel(channel: RTCDataChannel, reason: string): void {
  try {
    channel.send(JSON.stringify({ event: "refused", reason }));
  } catch {
    channel.close();
  }
}
