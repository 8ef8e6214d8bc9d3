import type { FigureName } from "./figures.ts";

/** What every kind of scenario says. */
interface Common {
  readonly name: string;
  /** One line for `--help` and the results. */
  readonly about: string;
  /** What is measured. The first is the one that charts show. */
  readonly figures: readonly FigureName[];
  /** What a server must be able to do, or it is left out. */
  readonly needs: "unicast" | "broadcast" | null;
  /** Who is measured if nobody is named: everybody, or those who matter for it. */
  readonly servers: "all" | readonly string[];
  /** Who is left out of everybody if nobody is named, by name, and why. The tables say so. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Turns of each server, where it is not the usual number. */
  readonly repeat: number | null;
  /** How long a turn takes, where it is not the usual time and there is one. */
  readonly seconds: number | null;
}

/** Each sender has so many messages on their way, and sends the next when every addressee has the oldest. */
export interface ClosedScenario extends Common {
  readonly kind: "closed";
  readonly rooms: number;
  readonly peersPerRoom: number;
  /** Who sends: every peer, or the first of each room. */
  readonly senders: "all" | "one";
  /** `each`: the message names its addressees (`to: [id]`); `all`: `to: "all"`. */
  readonly to: "each" | "all";
  /** Messages of one sender that may be on their way. */
  readonly window: number;
}

/** Messages at a fixed rate, from one peer of a room to the other, by turns. */
export interface OpenScenario extends Common {
  readonly kind: "open";
  readonly rooms: number;
  readonly peersPerRoom: 2;
  /** Of all senders together. */
  readonly perSecond: number;
}

/** Peers come as fast as it goes, and leave again before the next turn. */
export interface JoinScenario extends Common {
  readonly kind: "join";
  readonly rooms: number;
  readonly peersPerRoom: number;
  /** Peers that join at the same time. */
  readonly underWay: number;
  /** Without TLS, with a whole handshake each, or taking up the session of the turn before. */
  readonly tls: "none" | "whole" | "resumed";
  /** Turns that do not count, because both sides are still being compiled in them. */
  readonly warmUpTurns: number;
}

/** Peers are there and say nothing. */
export interface IdleScenario extends Common {
  readonly kind: "idle";
  readonly rooms: number;
  readonly peersPerRoom: number;
}

/** A closed loop whose next message is always another room's turn. */
export interface RoomsScenario extends Common {
  readonly kind: "rooms";
  readonly rooms: number;
  /** Messages that are on their way, in all rooms together. */
  readonly onTheirWay: number;
}

/** A crowd is cut off at once and comes back, while other rooms go on talking. */
export interface StormScenario extends Common {
  readonly kind: "storm";
  /** Of the crowd. */
  readonly rooms: number;
  readonly peersPerRoom: 2;
  /** Peers that come back at the same time. */
  readonly underWay: number;
  /** Rooms that go on talking. */
  readonly steadyRooms: number;
  /** What they say, together. */
  readonly perSecond: number;
}

/** One room, in which one sends to all and one stops reading. */
export interface SlowScenario extends Common {
  readonly kind: "slow";
  readonly peersPerRoom: number;
  readonly perSecond: number;
}

/** One kind of load, as data. */
export type Scenario =
  | ClosedScenario
  | OpenScenario
  | JoinScenario
  | IdleScenario
  | RoomsScenario
  | StormScenario
  | SlowScenario;

/** What a scenario has that says nothing else. */
const USUAL = { needs: null, servers: "all", leftOut: {}, repeat: null, seconds: null } as const;

/** Everybody but Parlor's other transports, which are measured where they differ most. */
const ALL_BUT_TRANSPORTS = ["ws", "parlor", "socket.io", "peer", "protoo", "y-webrtc", "colyseus", "bun"] as const;
/** For what takes long and tells little about most: the reference, Parlor, and the best known rival. */
const FEW = ["ws", "parlor", "socket.io"] as const;
const FEW_AND_LIMIT = [...FEW, "bun"] as const;

const CLOSED = { ...USUAL, kind: "closed", figures: ["cpuUs", "perSecond", "p50Ms", "p99Ms"] } as const;
const UNICAST = { ...CLOSED, needs: "unicast", rooms: 200, peersPerRoom: 2, senders: "all", to: "each" } as const;
const BROADCAST = { ...CLOSED, needs: "broadcast", to: "all", window: 4 } as const;
const JOIN = {
  ...USUAL,
  kind: "join",
  figures: ["cpuUsPerJoin", "joinsPerSecond"],
  rooms: 1000,
  peersPerRoom: 2,
  underWay: 64,
  warmUpTurns: 3,
} as const;
/** Half as many: a handshake, which nothing compiles, takes several times as long as the rest of a join. */
const JOIN_WSS = { ...JOIN, servers: FEW, rooms: 500, warmUpTurns: 2 } as const;
const ROOMS = {
  ...USUAL,
  kind: "rooms",
  figures: ["cpuUs", "perSecond", "p99Ms"],
  needs: "unicast",
  servers: FEW,
  onTheirWay: 20,
} as const;

/** All scenarios, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  {
    ...UNICAST,
    name: "unicast-1",
    about: "200 rooms of 2, each peer sends to the other, 1 message on its way",
    servers: ALL_BUT_TRANSPORTS,
    window: 1,
  },
  {
    ...UNICAST,
    name: "unicast-16",
    about: "200 rooms of 2, each peer sends to the other, 16 messages on their way",
    window: 16,
  },
  {
    ...BROADCAST,
    name: "broadcast-10-one",
    about: "40 rooms of 10, one peer of each sends to all, 4 messages on their way",
    servers: ALL_BUT_TRANSPORTS,
    rooms: 40,
    peersPerRoom: 10,
    senders: "one",
  },
  {
    ...BROADCAST,
    name: "broadcast-50-one",
    about: "8 rooms of 50, one peer of each sends to all, 4 messages on their way",
    servers: FEW_AND_LIMIT,
    rooms: 8,
    peersPerRoom: 50,
    senders: "one",
  },
  {
    ...BROADCAST,
    name: "broadcast-10-all",
    about: "20 rooms of 10, every peer sends to all, 4 messages on their way each",
    rooms: 20,
    peersPerRoom: 10,
    senders: "all",
  },
  {
    ...USUAL,
    kind: "open",
    name: "open-5000",
    about: "200 rooms of 2, 5,000 messages a second in all, each timed from when it was due",
    figures: ["p99Ms", "p50Ms", "p999Ms", "cpuUs"],
    needs: "unicast",
    servers: ALL_BUT_TRANSPORTS,
    // a machine that stalls for 10 ms now and then decides a turn's p99, so the median turn is to be one without a stall
    repeat: 15,
    seconds: 0.3,
    rooms: 200,
    peersPerRoom: 2,
    perSecond: 5000,
  },
  {
    ...JOIN,
    name: "join",
    about: "2,000 peers into rooms of 2, as fast as it goes, 64 at a time",
    tls: "none",
  },
  {
    ...JOIN_WSS,
    name: "join-wss",
    about: "1,000 peers in the same way over TLS 1.3 with a P-256 certificate",
    tls: "whole",
  },
  {
    ...JOIN_WSS,
    name: "join-wss-resumed",
    about: "1,000 peers over TLS, each of which takes up its last TLS session",
    tls: "resumed",
  },
  {
    ...USUAL,
    kind: "idle",
    name: "idle",
    about: "10,000 peers in rooms of 4 that say nothing",
    figures: ["kbPerPeer", "rssKbPerPeer", "idleCpuPercent"],
    leftOut: { colyseus: "left out, because its 10,000 joins take as long as everybody else's; --server measures it" },
    rooms: 2500,
    peersPerRoom: 4,
    repeat: 1,
    // two of Parlor's heartbeats: what others send out every 20 to 30 s comes at least once
    seconds: 30,
  },
  { ...ROOMS, name: "rooms-10", about: "10 rooms of 2, 20 messages on their way in all", rooms: 10 },
  { ...ROOMS, name: "rooms-1000", about: "1,000 rooms of 2, 20 messages on their way in all", rooms: 1000 },
  { ...ROOMS, name: "rooms-20000", about: "20,000 rooms of 2, 20 messages on their way in all", rooms: 20_000 },
  {
    ...USUAL,
    kind: "storm",
    name: "storm",
    about: "5,000 peers are cut off and come back, 500 at a time, while 50 other rooms send 500 messages a second",
    figures: ["backMs", "worstDelayMs", "cpuUsPerJoin"],
    needs: "unicast",
    servers: FEW_AND_LIMIT,
    rooms: 2500,
    peersPerRoom: 2,
    underWay: 500,
    steadyRooms: 50,
    perSecond: 500,
    repeat: 3,
  },
  {
    ...USUAL,
    kind: "slow",
    name: "slow",
    about: "a room of 10, 2,000 messages a second from one to all, and one of the readers stops reading",
    figures: ["grownMb", "p99Ms"],
    needs: "broadcast",
    servers: FEW,
    peersPerRoom: 10,
    perSecond: 2000,
    repeat: 2,
    // the buffers of the system take the first two seconds or so: only then does a server have to keep anything
    seconds: 4,
  },
];

/** Whether a turn takes a given time. Else it ends when everybody is in. */
export function isByTime({ kind }: Scenario): boolean {
  return kind !== "join" && kind !== "storm";
}

/** How many rooms it has. */
export function roomsOf(scenario: Scenario): number {
  if (scenario.kind === "slow") return 1;
  return scenario.rooms + (scenario.kind === "storm" ? scenario.steadyRooms : 0);
}
