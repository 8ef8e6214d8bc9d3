import type { Link } from "@parlor/client";

import type { CandidateType, LinkReport, Path } from "../reports.ts";

/** What the standard says of one object of getStats, as far as the lab reads it: TypeScript leaves most of it out. */
interface Stats {
  readonly type: string;
  readonly kind?: string;
  readonly trackIdentifier?: string;
  readonly framesDecoded?: number;
  readonly selectedCandidatePairId?: string;
  /** Firefox's own word for it, from before there was a transport. */
  readonly selected?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: CandidateType;
  readonly relayProtocol?: string;
}

/** Reports on a link whose peer connection is the page's `number`th, from 0. */
export async function reportOn(link: Link, number: number): Promise<LinkReport> {
  const { peerConnection } = link;
  const stats = new Map<string, Stats>();
  for (const [id, value] of await entriesOf(peerConnection)) stats.set(id, value);
  const description = peerConnection.currentLocalDescription?.sdp ?? "";
  return {
    number,
    state: link.state,
    isMissing: link.isMissing,
    ufrag: /^a=ice-ufrag:(.*)$/mu.exec(description)?.[1] ?? "",
    frames: Object.fromEntries([...link.streams].map(([label, stream]) => [label, framesOf(stream, stats)])),
    path: link.state === "connected" ? pathIn(stats) : null,
  };
}

async function entriesOf(peerConnection: RTCPeerConnection): Promise<[string, Stats][]> {
  const report = await peerConnection.getStats();
  const entries: [string, Stats][] = [];
  report.forEach((value: Stats, id: string) => entries.push([id, value]));
  return entries;
}

function framesOf(stream: MediaStream, stats: ReadonlyMap<string, Stats>): number {
  const ids = new Set(stream.getVideoTracks().map(({ id }) => id));
  return [...stats.values()]
    .filter(
      ({ type, kind, trackIdentifier = "" }) => type === "inbound-rtp" && kind === "video" && ids.has(trackIdentifier),
    )
    .reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0);
}

function pathIn(stats: ReadonlyMap<string, Stats>): Path | null {
  const all = [...stats.values()];
  const selectedId = all.find(({ type }) => type === "transport")?.selectedCandidatePairId;
  const pair = selectedId === undefined ? all.find(({ selected }) => selected === true) : stats.get(selectedId);
  const local = stats.get(pair?.localCandidateId ?? "");
  const remote = stats.get(pair?.remoteCandidateId ?? "");
  if (local?.candidateType === undefined || remote?.candidateType === undefined) return null;
  return { local: local.candidateType, remote: remote.candidateType, relayProtocol: local.relayProtocol ?? null };
}
