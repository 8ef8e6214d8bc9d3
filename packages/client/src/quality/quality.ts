/** `lost`: nothing gets through at this moment. */
export type QualityVerdict = "good" | "poor" | "lost";

/** Why a link is poor or lost, for a program to explain it in its own words. */
export type QualityReason =
  /** What is said takes long to arrive: people talk into each other. */
  | "high_rtt"
  /** Packets are lost: the voice breaks up, the picture freezes. */
  | "high_loss"
  /** Packets come unevenly: the voice stutters, or is held back to smooth it. */
  | "high_jitter"
  /** There is hardly room for the video that is being sent. */
  | "low_bitrate"
  /** Nothing arrives though the other side should be sending. */
  | "no_media"
  /** Never alone, a likely cause of another: a TURN server passes it on over TCP, which waits for each lost packet. */
  | "relayed_over_tcp";

/** Which way the packets go: those of the selected candidate pair. */
export interface LinkPath {
  /** `relay`: through a TURN server, of either side. */
  readonly kind: "direct" | "relay" | "unknown";
  /** What carries them from here: to the TURN server if this side uses one, else to the peer. */
  readonly protocol: "udp" | "tcp" | "tls" | null;
  readonly localType: CandidateType | null;
  readonly remoteType: CandidateType | null;
}

/** RFC 8445 section 5.1.1: on this machine, as a STUN server or the peer sees it, or on a TURN server. */
export type CandidateType = "host" | "srflx" | "prflx" | "relay";

/** One video, in one direction. Fields are `null` where the browser does not say. */
export interface VideoQuality {
  /** As in the SDP: `VP8`, `H264`. */
  readonly codec: string | null;
  /** In pixels, as is encoded, which may be less than the camera gives. */
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
  /** What keeps the own browser from sending a better picture; `bandwidth` may be a cap. `null` for received video. */
  readonly limitedBy: "cpu" | "bandwidth" | "none" | null;
}

/** How well one link works, over the last interval. Fields are `null` where the browser does not say. */
export interface LinkQuality {
  readonly verdict: QualityVerdict;
  /** Why it is poor or lost; empty if it is good. */
  readonly reasons: readonly QualityReason[];
  /** Milliseconds to the peer and back. */
  readonly rttMs: number | null;
  /** The share of packets that did not arrive, 0 to 1, of the worse direction. */
  readonly loss: number | null;
  /** Milliseconds by which audio packets come too early or too late (RFC 3550 section 6.4.1), of the worse direction. */
  readonly jitterMs: number | null;
  /** Everything that went out: media, data channels, control packets. */
  readonly sendBitsPerSecond: number;
  /** Everything that came in. */
  readonly receiveBitsPerSecond: number;
  /** What the browser believes that it could send. Firefox does not say. */
  readonly availableBitsPerSecond: number | null;
  readonly path: LinkPath;
  /** The largest that is moving in each direction, or `null` if there is none. */
  readonly video: { readonly sent: VideoQuality | null; readonly received: VideoQuality | null };
  /** As in the SDP, such as `opus`: of the audio that comes in, else of that which goes out. */
  readonly audioCodec: string | null;
}

/**
 * Poor above this: ITU-T G.114 wants at most 150 ms from mouth to ear for talking with ease. This is 150 ms each way for
 * the network alone, which people notice.
 */
const POOR_RTT_MS = 300;

/** Poor above this. ITU-T G.1010 allows 3 % for voice; what error correction and retransmission hide comes on top. */
const POOR_LOSS = 0.05;

/** Poor above this, which is more than two audio packets of 20 ms: the receiver adds several times as much delay. */
const POOR_JITTER_MS = 50;

/** Poor below this, if video is sent: even a small picture smears or freezes. */
const POOR_BITS_PER_SECOND = 100_000;

/** Why these numbers make a poor link; empty if they do not. */
export function findFaults(
  quality: Pick<LinkQuality, "rttMs" | "loss" | "jitterMs" | "availableBitsPerSecond" | "path" | "video">,
  { noMedia }: { readonly noMedia: boolean },
): readonly QualityReason[] {
  const { rttMs, loss, jitterMs, availableBitsPerSecond, path, video } = quality;
  const checks: readonly (readonly [QualityReason, boolean])[] = [
    ["high_rtt", (rttMs ?? 0) > POOR_RTT_MS],
    ["high_loss", (loss ?? 0) > POOR_LOSS],
    ["high_jitter", (jitterMs ?? 0) > POOR_JITTER_MS],
    ["low_bitrate", video.sent !== null && (availableBitsPerSecond ?? Infinity) < POOR_BITS_PER_SECOND],
    ["no_media", noMedia],
  ];
  const faults = checks.flatMap(([reason, found]) => (found ? [reason] : []));
  const overTcp = path.kind === "relay" && (path.protocol === "tcp" || path.protocol === "tls");
  return faults.length > 0 && overTcp ? [...faults, "relayed_over_tcp"] : faults;
}
