// Runs before a page's own scripts and keeps every RTCPeerConnection that they make, so that the page under test needs no
// hooks for its tests. `links()` tells, for each that is open, its number (in order of creation) and what it has decoded.
{
  const all = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      all.push(this);
    }
  };

  const framesDecoded = async (peerConnection) => {
    const stats = [...(await peerConnection.getStats()).values()];
    const videos = stats.filter(({ type, kind }) => type === "inbound-rtp" && kind === "video");
    return videos.reduce((sum, video) => sum + (video.framesDecoded ?? 0), 0);
  };

  globalThis.links = async () => {
    const open = [...all.entries()].filter(([, { connectionState }]) => connectionState !== "closed");
    return Promise.all(open.map(async ([number, link]) => ({ number, frames: await framesDecoded(link) })));
  };
}
