/**
 * The data of every message: a session description as a browser makes one for a data channel, about 1 KB. Its many line
 * ends are escapes in JSON, so it costs a parser what real signaling does.
 */
export const SDP = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "a=extmap-allow-mixed",
  "a=msid-semantic: WMS",
  "m=application 50312 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 192.0.2.17",
  "a=candidate:1467250027 1 udp 2122260223 192.0.2.17 50312 typ host generation 0 network-id 1 network-cost 10",
  "a=candidate:1853887674 1 udp 1518280447 198.51.100.4 54102 typ srflx raddr 192.0.2.17 rport 50312 generation 0",
  "a=candidate:435653019 1 tcp 1845501695 192.0.2.17 9 typ host tcptype active generation 0 network-id 1",
  "a=ice-ufrag:4ZcD",
  "a=ice-pwd:2/1muCWoOi3uLifh0NuRHlnE",
  "a=ice-options:trickle",
  "a=fingerprint:sha-256 75:74:5A:A6:A4:E5:52:F4:A7:67:4C:01:C7:EE:91:3F:21:3D:A2:E3:53:7B:6F:30:86:F2:30:AA:65:FB:04:24",
  "a=setup:actpass",
  "a=mid:0",
  "a=sctp-port:5000",
  "a=max-message-size:262144",
  "",
].join("\r\n");
