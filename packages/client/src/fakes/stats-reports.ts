/** What `getStats` gives, with the fields that anybody here looks at and some that nobody may trip over. */
export type FakeReport = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** One object of a report: what it always says, and counters with what they grow by in a second. */
interface Template {
  readonly type: string;
  readonly id: string;
  readonly says?: Readonly<Record<string, unknown>>;
  readonly counts?: Readonly<Record<string, number>>;
}

const AUDIO_IN = { packetsReceived: 50, bytesReceived: 4_000 };
const VIDEO_IN = { packetsReceived: 100, bytesReceived: 120_000 };
const AUDIO_OUT = { packetsSent: 50, bytesSent: 4_000 };
const VIDEO_OUT = { packetsSent: 100, bytesSent: 60_000 };
/** Headers and RTCP come on top. */
const PAIR = { bytesSent: 66_000, bytesReceived: 126_000 };

const CHROMIUM: readonly Template[] = [
  { type: "transport", id: "T01", says: { selectedCandidatePairId: "CP1", dtlsState: "connected" }, counts: PAIR },
  { type: "media-playout", id: "AP", says: { kind: "audio", totalSamplesCount: 0 } },
  { type: "codec", id: "CIT01_111", says: { mimeType: "audio/opus", clockRate: 48_000, payloadType: 111 } },
  { type: "codec", id: "CIT01_96", says: { mimeType: "video/VP8", clockRate: 90_000, payloadType: 96 } },
  { type: "codec", id: "COT01_111", says: { mimeType: "audio/opus", clockRate: 48_000, payloadType: 111 } },
  { type: "codec", id: "COT01_98", says: { mimeType: "video/VP9", clockRate: 90_000, payloadType: 98 } },
  {
    type: "candidate-pair",
    id: "CP1",
    says: {
      state: "succeeded",
      nominated: true,
      localCandidateId: "IL1",
      remoteCandidateId: "IR1",
      availableOutgoingBitrate: 2_839_555,
      currentRoundTripTime: 0.042,
      totalRoundTripTime: 0.21,
      responsesReceived: 5,
    },
    counts: PAIR,
  },
  { type: "local-candidate", id: "IL1", says: { candidateType: "host", protocol: "udp", address: "192.0.2.1" } },
  { type: "remote-candidate", id: "IR1", says: { candidateType: "srflx", protocol: "udp", port: 4_242 } },
  {
    type: "inbound-rtp",
    id: "IA",
    says: { kind: "audio", ssrc: 11, codecId: "CIT01_111", jitter: 0.004, packetsLost: 0, audioLevel: 0.1 },
    counts: AUDIO_IN,
  },
  {
    type: "inbound-rtp",
    id: "IV",
    says: {
      kind: "video",
      ssrc: 12,
      codecId: "CIT01_96",
      jitter: 0.009,
      packetsLost: 0,
      frameWidth: 1_280,
      frameHeight: 720,
      framesPerSecond: 30,
    },
    counts: VIDEO_IN,
  },
  {
    type: "outbound-rtp",
    id: "OA",
    says: { kind: "audio", ssrc: 21, codecId: "COT01_111", active: true, targetBitrate: 32_000 },
    counts: AUDIO_OUT,
  },
  {
    type: "outbound-rtp",
    id: "OV",
    says: {
      kind: "video",
      ssrc: 22,
      codecId: "COT01_98",
      active: true,
      frameWidth: 640,
      frameHeight: 480,
      framesPerSecond: 20,
      qualityLimitationReason: "bandwidth",
      targetBitrate: 500_000,
    },
    counts: VIDEO_OUT,
  },
  {
    type: "remote-inbound-rtp",
    id: "RIA",
    says: {
      kind: "audio",
      ssrc: 21,
      localId: "OA",
      jitter: 0.006,
      fractionLost: 0,
      packetsLost: 0,
      roundTripTime: 0.051,
    },
  },
  {
    type: "remote-inbound-rtp",
    id: "RIV",
    says: {
      kind: "video",
      ssrc: 22,
      localId: "OV",
      jitter: 0.08,
      fractionLost: 0,
      packetsLost: 0,
      roundTripTime: 0.055,
    },
  },
  { type: "remote-outbound-rtp", id: "ROA", says: { kind: "audio", ssrc: 11, localId: "IA", bytesSent: 3_000 } },
  { type: "peer-connection", id: "P", says: { dataChannelsOpened: 1, dataChannelsClosed: 0 } },
];

const FIREFOX: readonly Template[] = [
  {
    type: "inbound-rtp",
    id: "8afc4279",
    says: { kind: "audio", ssrc: 11, codecId: "8c4505c5", jitter: 0.004, packetsLost: 0 },
    counts: AUDIO_IN,
  },
  {
    type: "inbound-rtp",
    id: "65c01636",
    says: {
      kind: "video",
      ssrc: 12,
      codecId: "cc540485",
      jitter: 0.058_688,
      packetsLost: 0,
      frameWidth: 1_280,
      frameHeight: 720,
      framesPerSecond: 31.602_708,
    },
    counts: VIDEO_IN,
  },
  { type: "outbound-rtp", id: "f6d1345b", says: { kind: "audio", ssrc: 21, codecId: "8c4505c5" }, counts: AUDIO_OUT },
  {
    type: "outbound-rtp",
    id: "27d7a43d",
    says: { kind: "video", ssrc: 22, codecId: "cc540485", frameWidth: 640, frameHeight: 480, framesPerSecond: 20 },
    counts: VIDEO_OUT,
  },
  {
    type: "remote-inbound-rtp",
    id: "ff85dd6b",
    says: { kind: "audio", ssrc: 21, localId: "f6d1345b", jitter: 0.006, fractionLost: 0, roundTripTime: 0.051 },
  },
  { type: "peer-connection", id: "{3d4657d6}", says: { dataChannelsOpened: 1, dataChannelsClosed: 0 } },
  {
    type: "candidate-pair",
    id: "2ad504d2",
    says: {
      state: "succeeded",
      nominated: true,
      selected: true,
      localCandidateId: "6101f374",
      remoteCandidateId: "d00d2163",
      currentRoundTripTime: 0.042,
      responsesReceived: 2,
    },
    counts: PAIR,
  },
  { type: "local-candidate", id: "6101f374", says: { candidateType: "host", protocol: "udp", address: "192.0.2.1" } },
  { type: "local-candidate", id: "6a154b7b", says: { candidateType: "host", protocol: "tcp", tcpType: "active" } },
  { type: "remote-candidate", id: "d00d2163", says: { candidateType: "prflx", protocol: "udp" } },
  { type: "codec", id: "8c4505c5", says: { mimeType: "audio/opus", payloadType: 109 } },
  { type: "codec", id: "cc540485", says: { mimeType: "video/VP8", payloadType: 120 } },
  { type: "transport", id: "5ab0df82", says: { selectedCandidatePairId: "2ad504d2", dtlsState: "connected" } },
];

/** A call of two, after so many seconds, as Chromium reports it. */
export function chromiumReport(seconds: number): FakeReport {
  return reportAfter(seconds, CHROMIUM);
}

/**
 * The same call as Firefox reports it: no estimate of what could be sent, no reason for a smaller picture, frames per second
 * that are no whole number, candidates that took no part, and nothing yet of what the other side says about the video.
 */
export function firefoxReport(seconds: number): FakeReport {
  return reportAfter(seconds, FIREFOX);
}

/** The same report with some fields of one object changed, or with a new object. */
export function changed(report: FakeReport, id: string, fields: Readonly<Record<string, unknown>>): FakeReport {
  return new Map(report).set(id, { ...report.get(id), ...fields });
}

/** The same report without some objects. */
export function without(report: FakeReport, ...ids: readonly string[]): FakeReport {
  return new Map([...report].filter(([id]) => !ids.includes(id)));
}

function reportAfter(seconds: number, templates: readonly Template[]): FakeReport {
  return new Map(
    templates.map(({ type, id, says, counts = {} }) => {
      const counted = Object.entries(counts).map(([name, perSecond]) => [name, perSecond * seconds] as const);
      return [id, { type, id, ...says, ...Object.fromEntries(counted) }];
    }),
  );
}
