import { expect, test } from "vitest";

import { drawingsOf } from "./drawings.ts";
import { figure, result, run } from "./fixtures/run.ts";

const WS = result("unicast-16", "ws", { cpuUs: figure(12, 1) });
const PARLOR = result("unicast-16", "parlor", { cpuUs: figure(3, 0.25) });

function svgOf(name: string, ...results: Parameters<typeof run>[0]): string {
  return drawingsOf(run(results)).get(name)?.svg ?? "";
}

/** What a chart's visible texts say, in the order of the file. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, text = ""]) => text);
}

/** The widths of a chart's bars, by their class. */
function widthsOf(svg: string): Map<string, number> {
  return new Map(
    [...svg.matchAll(/class="bar (\S+)".* width="([\d.]+)"/gu)].map(([, role = "", w]) => [role, Number(w)]),
  );
}

test("a bar is as long as its figure, the best is the first, and the ratio stands beside it", () => {
  const svg = svgOf("unicast", WS, PARLOR);
  const widths = widthsOf(svg);
  expect((widths.get("reference") ?? 0) / (widths.get("ours") ?? 1)).toBeCloseTo(4, 1);
  const texts = textsOf(svg);
  expect(texts.indexOf("parlor")).toBeLessThan(texts.indexOf("ws"));
  expect(texts).toEqual(expect.arrayContaining(["3.0", "0.25×", "12.0", "1.00×"]));
});

test("a bar of the overview is as long as its ratio", () => {
  const widths = widthsOf(svgOf("overview", WS, PARLOR));
  expect((widths.get("reference") ?? 0) / (widths.get("ours") ?? 1)).toBeCloseTo(4, 1);
});

test("the image says what it shows, to whom cannot see it, too", () => {
  const drawing = drawingsOf(run([WS, PARLOR])).get("unicast");
  expect(drawing?.svg).toContain(`role="img" aria-labelledby="title desc"`);
  expect(drawing?.svg).toMatch(/<desc id="desc">[^<]*16 messages on their way: parlor 3\.0 \(0\.25×\), ws 12\.0/u);
  expect(drawing?.alt).toContain("Parlor: 16 messages on their way: 3.0, 0.25×.");
});

test("a server that was left out has its reason where its bar would be", () => {
  const svg = svgOf("unicast", WS, result("unicast-16", "y-webrtc", {}, "only <all> of a topic"));
  expect(textsOf(svg)).toEqual(expect.arrayContaining(["y-webrtc", "only &lt;all&gt; of a topic"]));
  expect(widthsOf(svg).has("rival")).toBe(false);
});

test("a long reason is cut short, so that it stays in the card", () => {
  const svg = svgOf("unicast", WS, result("unicast-16", "y-webrtc", {}, "because ".repeat(30)));
  expect(Math.max(...textsOf(svg).map(({ length }) => length))).toBeLessThan(80);
});

test("a figure that was no number is no bar: JSON keeps it as null", () => {
  const saved = JSON.stringify(result("unicast-16", "peer", { cpuUs: figure(Number.NaN, Number.NaN) }, "died"));
  const svg = svgOf("unicast", WS, JSON.parse(saved));
  expect(textsOf(svg)).toContain("died");
});

test("without the reference, figures are drawn without ratios, and there is no overview", () => {
  const alone = drawingsOf(run([result("unicast-16", "parlor", { cpuUs: figure(3, null) })]));
  expect(textsOf(alone.get("unicast")?.svg ?? "")).toContain("3.0");
  expect(alone.get("unicast")?.svg).not.toContain("×");
  expect(alone.has("overview")).toBe(false);
});

test("one turn only has no whiskers, and says that it is one", () => {
  const still = (median: number): ReturnType<typeof figure> => {
    const spread = { median, least: median, most: median };
    return { value: spread, ratio: spread };
  };
  const once = run([{ ...result("unicast-16", "ws", { cpuUs: still(1) }), turns: 1 }]);
  const svg = drawingsOf(once).get("unicast")?.svg ?? "";
  expect(svg).not.toContain(`class="whisker"`);
  expect(textsOf(svg)).toContain("One turn.");
});

test("a rate says that it is a lower bound where the load generator was full", () => {
  const full = { ...result("unicast-16", "parlor", { perSecond: figure(290_000, 3) }), full: "load" } as const;
  expect(textsOf(svgOf("throughput", full))).toContain("≥290,000");
});

test("a figure that the table has a note on has an asterisk", () => {
  const texts = textsOf(svgOf("unicast", WS, result("unicast-16", "peer", { cpuUs: figure(20, 2) }, "was late")));
  expect(texts).toEqual(expect.arrayContaining(["ws", "peer*", expect.stringContaining("*: see its note")]));
});

test("of rates the most is the best and comes first", () => {
  const texts = textsOf(
    svgOf(
      "throughput",
      result("unicast-16", "ws", { perSecond: figure(1000, 1) }),
      result("unicast-16", "parlor", { perSecond: figure(3000, 3) }),
    ),
  );
  expect(texts.indexOf("parlor")).toBeLessThan(texts.indexOf("ws"));
});

test("a scenario that no chart was made for gets one of its own", () => {
  const drawings = drawingsOf(run([result("whisper/8", "ws", { cpuUs: figure(12, 1) })]));
  expect([...drawings.keys()]).toEqual(["whisper-8"]);
});

test("growth is each server's own: to itself with the fewest rooms", () => {
  const texts = textsOf(
    svgOf(
      "rooms",
      result("rooms-10", "parlor", { cpuUs: figure(4, 0.4) }),
      result("rooms-20000", "parlor", { cpuUs: figure(5, 0.3) }),
      result("rooms-10", "ws", { cpuUs: figure(10, 1) }),
    ),
  );
  expect(texts).toEqual(expect.arrayContaining(["20,000", "5.0", "1.25×"]));
  expect(texts).not.toContain("ws");
});

test("latencies of the open loop stand in the order of p99, and who has not all of them is left out with a reason", () => {
  const latency = (p50: number, p99: number, p999: number): Parameters<typeof result>[2] => ({
    p50Ms: figure(p50, 1),
    p99Ms: figure(p99, 1),
    p999Ms: figure(p999, 1),
  });
  const texts = textsOf(
    svgOf(
      "open-loop",
      result("open-5000", "ws", latency(1, 9, 20)),
      result("open-5000", "parlor", latency(1.1, 4, 30)),
      result("open-5000", "peer", { p50Ms: figure(1, 1) }, "was full"),
    ),
  );
  expect(texts.indexOf("parlor")).toBeLessThan(texts.indexOf("ws"));
  expect(texts).toEqual(expect.arrayContaining(["1.10", "4.00", "30.0", "was full"]));
});

test("titles fit a phone", () => {
  const results = [
    "unicast-1",
    "unicast-16",
    "broadcast-10-all",
    "join",
    "idle",
    "storm",
    "slow",
    "open-5000",
    "rooms-10",
  ];
  const figures = { cpuUs: figure(1, 1), perSecond: figure(1, 1), cpuUsPerJoin: figure(1, 1), kbPerPeer: figure(1, 1) };
  const more = {
    backMs: figure(1, 1),
    grownMb: figure(1, 1),
    p50Ms: figure(1, 1),
    p99Ms: figure(1, 1),
    p999Ms: figure(1, 1),
  };
  const scenarios = [...results, "rooms-1000"].map((name) => result(name, "ws", { ...figures, ...more }));
  const drawings = [...drawingsOf(run(scenarios)).values()];
  expect(drawings.length).toBe(10);
  for (const { svg } of drawings) {
    expect(/class="title"[^>]*>([^<]*)/u.exec(svg)?.[1]?.length).toBeLessThanOrEqual(40);
    expect(/class="subtitle"[^>]*>([^<]*)/u.exec(svg)?.[1]?.length).toBeLessThanOrEqual(62);
  }
});

test("CPU while idle is compared with nothing: the bare relay has no heartbeat, and uses as good as none", () => {
  const svg = svgOf(
    "idle",
    result("idle", "ws", { idleCpuPercent: figure(0.004, 1) }),
    result("idle", "parlor", { idleCpuPercent: figure(1.65, 412) }),
  );
  expect(textsOf(svg)).toContain("1.65");
  for (const told of textsOf(svg)) expect(told).not.toMatch(/×|log scale|to ws/u);
});

test("a chart of rooms says how many there were, where there were fewer than there should be", () => {
  const few = run([
    result("rooms-10", "ws", { cpuUs: figure(10, 1) }),
    result("rooms-20000", "ws", { cpuUs: figure(12, 1) }, "only 9,900 rooms here"),
  ]);
  const scenarios = few.scenarios.map((one) => (one.name === "rooms-20000" ? { ...one, rooms: 9900 } : one));
  const svg = drawingsOf({ ...few, scenarios }).get("rooms")?.svg ?? "";
  expect(textsOf(svg)).toEqual(expect.arrayContaining(["10", "9,900*"]));
});
