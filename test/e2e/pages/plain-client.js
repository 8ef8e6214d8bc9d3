// A client such as people wrote for membrane_webrtc_server, in the fewest lines: a raw WebSocket without a subprotocol,
// whoever is there offers to whoever joins, candidates go out as they come, and crossing offers are not thought of.
globalThis.plainCall = async (path) => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  const socket = new WebSocket(`wss://${location.host}${path}`);
  const connections = new Map();
  const heard = [];

  const send = (event, data, peerId) => socket.send(JSON.stringify({ event, data, to: [peerId] }));

  const connect = (peerId) => {
    const connection = new RTCPeerConnection({ iceServers: [] });
    connections.set(peerId, connection);
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate !== null) send("candidate", candidate, peerId);
    });
    return connection;
  };

  const listeners = {
    authenticated: () => undefined,
    joined: async ({ data }) => {
      const connection = connect(data.peer_id);
      const offer = await connection.createOffer();
      await connection.setLocalDescription(offer);
      send("offer", offer, data.peer_id);
    },
    offer: async ({ data, from }) => {
      const connection = connections.get(from) ?? connect(from);
      await connection.setRemoteDescription(data);
      const answer = await connection.createAnswer();
      await connection.setLocalDescription(answer);
      send("answer", answer, from);
    },
    answer: ({ data, from }) => connections.get(from).setRemoteDescription(data),
    candidate: ({ data, from }) => connections.get(from).addIceCandidate(data),
    left: ({ data }) => {
      connections.get(data.peer_id)?.close();
      connections.delete(data.peer_id);
    },
  };

  // one after the other: an answer's candidates must not overtake it
  let last = Promise.resolve();
  socket.addEventListener("message", ({ data: text }) => {
    const message = JSON.parse(text);
    heard.push(message.event);
    last = last.then(() => listeners[message.event]?.(message));
  });
  globalThis.plainHeard = heard;
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("close", reject);
  });
};
