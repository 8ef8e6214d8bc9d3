import type { CandidateType, LinkPath } from "./quality.ts";
import { largest, statsAt, statsOf, wordIn, type Growth, type Stats, type StatsReport } from "./stats.ts";

const CANDIDATE_TYPES: readonly CandidateType[] = ["host", "srflx", "prflx", "relay"];

/**
 * The pair that carries the packets. Where no transport names one, as in older versions of Firefox, it is the pair that
 * says so itself, or the busiest that could be: that of before an ICE restart may still call itself nominated.
 */
export function selectedPair(report: StatsReport, growth: Growth): Stats | null {
  for (const transport of statsOf(report, "transport")) {
    const pair = statsAt(report, transport, "selectedCandidatePairId");
    if (pair !== null) return pair;
  }
  const pairs = statsOf(report, "candidate-pair");
  const usable = pairs.filter((pair) => pair["nominated"] === true && pair["state"] === "succeeded");
  const said = pairs.find((pair) => pair["selected"] === true);
  return said ?? largest(usable, (pair) => growth.recent(pair, "bytesReceived"));
}

/** Which way the packets of a pair go. */
export function readPath(report: StatsReport, pair: Stats | null): LinkPath {
  const local = statsAt(report, pair, "localCandidateId");
  const remote = statsAt(report, pair, "remoteCandidateId");
  const localType = wordIn(local, "candidateType", CANDIDATE_TYPES);
  const remoteType = wordIn(remote, "candidateType", CANDIDATE_TYPES);
  const known = localType !== null && remoteType !== null;
  return {
    kind: localType === "relay" || remoteType === "relay" ? "relay" : known ? "direct" : "unknown",
    // the `protocol` of a relayed candidate is the one beyond the TURN server
    protocol: wordIn(local, localType === "relay" ? "relayProtocol" : "protocol", ["udp", "tcp", "tls"]),
    localType,
    remoteType,
  };
}
