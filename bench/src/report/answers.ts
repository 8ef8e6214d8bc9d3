import { FIGURES, type FigureName } from "../figures.ts";
import { markdownTable } from "./markdown.ts";
import { figureText, ratioText } from "./numbers.ts";
import { figureOf, type Published, type PublishedResult } from "./published.ts";

/** A figure of a run in the words of somebody who has a server to choose. */
interface Answer {
  readonly question: string;
  readonly scenario: string;
  readonly figure: FigureName;
  /** What is said of the median; the usual text of the figure if not given. */
  readonly text?: (median: number) => string;
}

/** For whom a table of answers has room. */
const SERVERS = ["parlor", "ws", "socket.io"] as const;

const IDLE_PEERS = 10_000;

const ANSWERS: readonly Answer[] = [
  {
    question: "10,000 people are connected and say nothing: memory of the process for them",
    scenario: "idle",
    figure: "rssKbPerPeer",
    text: (kb) => `${Math.round((kb * IDLE_PEERS) / 1000)} MB`,
  },
  {
    question: "the same: CPU for them, heartbeats included",
    scenario: "idle",
    figure: "idleCpuPercent",
    text: (percent) => `${percent.toFixed(1)} % of a core`,
  },
  { question: "People who come in, a second, without TLS", scenario: "join", figure: "joinsPerSecond" },
  { question: "the same with TLS, a whole handshake each", scenario: "join-wss", figure: "joinsPerSecond" },
  { question: "Messages a second, one to one, each waiting for the last", scenario: "unicast-1", figure: "perSecond" },
  { question: "the same, 16 on their way", scenario: "unicast-16", figure: "perSecond" },
  { question: "Deliveries a second in rooms of 10 where all talk", scenario: "broadcast-10-all", figure: "perSecond" },
  { question: "At 5,000 messages a second, 99 of 100 arrive within", scenario: "open-5000", figure: "p99Ms", text: ms },
  {
    question: "5,000 are cut off at once: all are back after",
    scenario: "storm",
    figure: "backMs",
    text: (median) => `${(median / 1000).toFixed(1)} s`,
  },
  { question: "and meanwhile the others wait at worst", scenario: "storm", figure: "worstDelayMs", text: ms },
  {
    question: "One reader of a room stops reading: memory grows by",
    scenario: "slow",
    figure: "grownMb",
    text: (megabytes) => `${megabytes.toFixed(1)} MB`,
  },
  { question: "and 99 of 100 messages reach the others within", scenario: "slow", figure: "p99Ms", text: ms },
];

/** What a run says to who wants to know what a box holds and how it behaves on a bad day. `null` if it says nothing of that. */
export function answersTable(run: Published): string | null {
  const rows = ANSWERS.flatMap(({ question, scenario, figure, text }) => {
    const cells = SERVERS.map((server) => {
      const result = resultOf(run, scenario, server);
      const median = result === undefined ? undefined : figureOf(result, figure)?.value.median;
      if (result === undefined || median === undefined) return "";
      const said = text === undefined ? figureText(figure, median) : text(median);
      const bound = result.full === "load" && FIGURES[figure].better === "more" ? "≥" : "";
      return server === "parlor" ? `**${bound}${said}**` : `${bound}${said}`;
    });
    return cells.every((cell) => cell === "") ? [] : [[question, ...cells]];
  });
  return rows.length === 0
    ? null
    : markdownTable(["one process, one core", ...SERVERS.map((name) => `\`${name}\``)], rows);
}

/** What the README's chart does not show: how Parlor compares where it does less better, in one sentence. */
export function elsewhere(run: Published): string | null {
  const told = ELSEWHERE.flatMap(([words, scenario, figure]) => {
    const result = resultOf(run, scenario, "parlor");
    const ratio = result === undefined ? "" : ratioText(figureOf(result, figure)?.ratio?.median);
    return ratio === "" ? [] : [`${words} ${ratio}`];
  });
  return told.length === 0 ? null : `The same ratio for what else a server does: ${told.join(", ")}.`;
}

const ELSEWHERE: readonly (readonly [words: string, scenario: string, figure: FigureName])[] = [
  ["CPU of a join", "join", "cpuUsPerJoin"],
  ["with TLS", "join-wss", "cpuUsPerJoin"],
  ["memory of an idle peer", "idle", "kbPerPeer"],
  ["p99 at 5,000 messages a second", "open-5000", "p99Ms"],
];

function resultOf(run: Published, scenario: string, server: string): PublishedResult | undefined {
  return run.results.find((result) => result.scenario === scenario && result.server === server);
}

function ms(median: number): string {
  return `${median < 9.95 ? median.toFixed(1) : Math.round(median)} ms`;
}
