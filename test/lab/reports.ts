/** What the lab's page tells its tests of one link. */
export interface LinkReport {
  /** How many RTCPeerConnections the page had made before this link's. */
  readonly number: number;
  readonly state: string;
  readonly isMissing: boolean;
  /** The user name of the page's own side of ICE: a restart makes a new one. Empty before the first negotiation. */
  readonly ufrag: string;
  /** How many video frames of each stream have been decoded, by the stream's label. */
  readonly frames: Readonly<Record<string, number>>;
  /** What the media goes through now, or `null` while there is no way. */
  readonly path: Path | null;
}

/** The selected candidate pair (https://www.w3.org/TR/webrtc-stats/#candidatepair-dict*), seen from the page. */
export interface Path {
  readonly local: CandidateType;
  readonly remote: CandidateType;
  /** How the page speaks to its TURN server, or `null` if it does not go through one. */
  readonly relayProtocol: string | null;
}

/** https://www.w3.org/TR/webrtc/#rtcicecandidatetype-enum */
export type CandidateType = "host" | "srflx" | "prflx" | "relay";
