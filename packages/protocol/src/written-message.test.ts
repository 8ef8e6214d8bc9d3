import fc from "fast-check";
import { expect, test } from "vitest";

import { decodeClientMessage, sliceClientMessage } from "./index.ts";

const MANY = { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) };

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom('"', "\\", '\\"', '{"to":', "},", "]", ',"event":"left"', "\u2028"),
);
const value = fc.oneof(text, fc.jsonValue({ stringUnit: "binary", maxDepth: 4 }));

/** One field, as somebody may write it. */
const field = fc.oneof(
  { weight: 4, arbitrary: text.map((event) => `"event":${JSON.stringify(event)}`) },
  { weight: 4, arbitrary: value.map((data) => `"data":${JSON.stringify(data)}`) },
  { weight: 4, arbitrary: fc.oneof(fc.constant("all"), fc.array(text)).map((to) => `"to":${JSON.stringify(to)}`) },
  { weight: 1, arbitrary: value.map((from) => `"from":${JSON.stringify(from)}`) },
  { weight: 1, arbitrary: fc.constantFrom('"data" : [ 1 , 2 ]', '"\\u0074o":["x"]', '"data":[1, {"to" :\n"all"}]') },
);

test("[PR9] the parts found in a text are those of the message, or none are found", () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 4 }), fc.constantFrom(",", ", ", ",\n"), (fields, comma) => {
      const frame = `{${fields.join(comma)}}`;
      const message = decodeClientMessage(frame);
      fc.pre(!("fault" in message));
      const written = sliceClientMessage(frame);
      if (written === null) return;
      expect(JSON.parse(written.event)).toBe(message.event);
      expect(JSON.parse(written.data)).toEqual(message.data);
      expect(JSON.parse(written.to)).toEqual(message.to);
    }),
    MANY,
  );
});

test("[PR9] whatever comes between the parts ends up in none of them", () => {
  for (const frame of [
    '{"event":"e","data":1,"from":"liar","to":"all"}',
    '{"event":"e","data":1,"data":2,"to":"all"}',
    '{"event":"e","event":"left","data":1,"to":"all"}',
    '{"event":"e","data":1, "to":"all"}',
    ' {"event":"e","data":1,"to":"all"}',
    '{"event":"e","data":1,"to":"all"} ',
    '{"\\u0065vent":"e","data":1,"to":"all"}',
  ]) {
    expect(sliceClientMessage(frame)).toBeNull();
  }
});

test("[PR9] a message as JSON.stringify writes it is found, in any order, with or without data", () => {
  const data = { sdp: 'a "quoted\\" line\r\n', list: [1, [2, { to: ["all"] }]], "}": null };
  const message = { event: 'e"\\', data, to: ["P1", "]"] };
  const { event, to } = message;
  for (const ordered of [message, { to, data, event }, { data, event, to }]) {
    expect(sliceClientMessage(JSON.stringify(ordered))).toEqual({
      event: JSON.stringify(event),
      data: JSON.stringify(data),
      to: JSON.stringify(to),
    });
  }
  expect(sliceClientMessage('{"event":"e","to":"all"}')).toEqual({ event: '"e"', data: "null", to: '"all"' });
});

test("[PR5] what is nested too deep does not pass behind a key that is there twice", () => {
  const frame = (depth: number): string =>
    `{"event":"e","data":{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)},"a":"[[{"},"to":"all"}`;
  for (const depth of [2, 64]) expect(sliceClientMessage(frame(depth), 64)).not.toBeNull();
  for (const depth of [65, 10_000]) {
    expect(decodeClientMessage(frame(depth))).toMatchObject({ data: { a: "[[{" } });
    expect(sliceClientMessage(frame(depth), 64)).toBeNull();
  }
});

test("[PR9] what is no JSON ends the search all the same", () => {
  for (const frame of ["", "{", '{"event":"', '{"event":[', '{"to":"\\', '{"data":{"x"']) {
    expect(sliceClientMessage(frame)).toBeNull();
  }
});
