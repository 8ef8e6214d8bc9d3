// Runs before a page's own scripts and keeps every RTCPeerConnection that they make, so that the page under test needs no
// hooks for its tests. `links()` tells, for each that is open, its number (in order of creation) and what it has
// decoded: how many frames, and whether there was any sound.
{
  const all = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      all.push(this);
    }
  };

  const lookInto = async (number, peerConnection) => {
    const stats = [...(await peerConnection.getStats()).values()];
    const received = (wanted) => stats.filter(({ type, kind }) => type === "inbound-rtp" && kind === wanted);
    const frames = received("video").reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0);
    return { number, frames, hears: received("audio").some(({ totalAudioEnergy = 0 }) => totalAudioEnergy > 0) };
  };

  globalThis.links = async () => {
    const open = [...all.entries()].filter(([, { connectionState }]) => connectionState !== "closed");
    return Promise.all(open.map(([number, link]) => lookInto(number, link)));
  };
}
