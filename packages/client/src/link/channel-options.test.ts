import { expect, test } from "vitest";

import { resolveChannels, type ChannelOptions } from "./channel-options.ts";

test("declared channels are a map, whatever their labels are called", () => {
  const declared = resolveChannels({ chat: {}, cursors: { ordered: false, maxRetransmits: 0 } });
  expect([...declared]).toEqual([
    ["chat", {}],
    ["cursors", { ordered: false, maxRetransmits: 0 }],
  ]);
  expect(declared.has("constructor")).toBe(false);
});

test.for<[label: string, options: unknown]>([
  ["parlor.state", {}],
  ["parlor.", {}],
  ["", {}],
  ["x".repeat(256), {}],
  ["chat", { ordered: "no" }],
  ["chat", { maxRetransmits: -1 }],
  ["chat", { maxRetransmits: 65_536 }],
  ["chat", { maxPacketLifeTime: 0.5 }],
  ["chat", { maxPacketLifeTime: Number.NaN }],
  ["chat", { maxRetransmits: 1, maxPacketLifeTime: 1 }],
])("a channel %j with %j is a bad option", ([label, options]) => {
  expect(() => resolveChannels({ [label]: options as ChannelOptions })).toThrow(
    expect.objectContaining({ name: "MeshError", code: "bad_option", peerId: null }),
  );
});
