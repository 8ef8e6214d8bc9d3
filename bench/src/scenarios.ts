/** One kind of load, as data: who is there, who sends to whom, and how much is on its way at once. */
export interface Scenario {
  readonly name: string;
  /** One line for `--help` and the README. */
  readonly about: string;
  readonly rooms: number;
  readonly peersPerRoom: number;
  /** Who sends: every peer, or the first of each room. */
  readonly senders: "all" | "one";
  /** `each`: the message names its addressees (`to: [id]`); `all`: `to: "all"`. */
  readonly to: "each" | "all";
  /** Messages of one sender that may be on their way. The next is sent when every addressee has the oldest. */
  readonly window: number;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "unicast-1",
    about: "200 rooms of 2, each peer sends to the other, 1 message on its way",
    rooms: 200,
    peersPerRoom: 2,
    senders: "all",
    to: "each",
    window: 1,
  },
  {
    name: "unicast-16",
    about: "200 rooms of 2, each peer sends to the other, 16 messages on their way",
    rooms: 200,
    peersPerRoom: 2,
    senders: "all",
    to: "each",
    window: 16,
  },
  {
    name: "broadcast-10-one",
    about: "40 rooms of 10, one peer of each sends to all, 4 messages on their way",
    rooms: 40,
    peersPerRoom: 10,
    senders: "one",
    to: "all",
    window: 4,
  },
  {
    name: "broadcast-10-all",
    about: "20 rooms of 10, every peer sends to all, 4 messages on their way each",
    rooms: 20,
    peersPerRoom: 10,
    senders: "all",
    to: "all",
    window: 4,
  },
];
