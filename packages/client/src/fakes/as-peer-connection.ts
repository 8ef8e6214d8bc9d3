export function asPeerConnection(fake: unknown): RTCPeerConnection {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stand-in for the fifty members nobody here calls
  return fake as RTCPeerConnection;
}
