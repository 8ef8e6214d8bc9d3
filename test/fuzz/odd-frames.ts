import fc from "fast-check";

/** Strings with everything that has ever upset a parser: lone surrogates, NULs, prototype names, other people's events. */
const oddString = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("__proto__", "constructor", "toString", "all", "joined", "\ud800", "\udfff", "\u0000", "\u2028", ""),
);

const oddValue = fc.oneof(
  fc.constantFrom(null, true, 0, -0, 1e308, 5e-324, [], {}, "all", ["all"], [[]], [null], [1], { length: 1, 0: "x" }),
  oddString,
  fc.anything({ withNullPrototype: true, withObjectString: true, key: oddString }),
);

/** JSON with any type in any field, under any key. */
const oddMessage = fc
  .dictionary(fc.oneof(fc.constantFrom("event", "to", "data", "from", "then", "toJSON"), oddString), oddValue)
  .map((fields) => JSON.stringify(fields, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value)));

/** JSON that no serializer writes. */
const oddText = fc.constantFrom(
  '{"event":"x","event":"left","to":"all"}',
  '{"event":"left","event":"odd","to":5,"to":[]}',
  '{"event":"odd","to":"all","data":1e999}',
  '{"event":"odd","to":"all","data":"\\ud800"}',
  '{"event":"odd","to":[],"data":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
  `{"event":"odd","to":"all","data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
  `{"event":"odd","to":"all","data":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}`,
  '{"event":"authenticate","to":"all","data":{"token":"good"}}',
  '{"event":"authenticate","to":"all","data":{"token":"bad"}}',
  '{"event":"authenticate","to":[],"data":{"token":"fails"}}',
  '{"event":"authenticate","to":[],"data":{"token":null}}',
  '{"event":"authenticate","to":[],"data":{"__proto__":{"token":"good"}}}',
  '{"event":"authenticate","to":5,"data":{"token":"good"}}',
  `{"event":"odd","to":[${Array.from({ length: 2000 }, () => '"x"').join()}]}`,
  `{"event":"${"e".repeat(60_000)}","to":"all"}`,
  "\ufeff{}",
  "[".repeat(60_000),
  "ping ",
  "PING",
  "pong",
);

/** Any text a client could send. */
export const oddFrame: fc.Arbitrary<string> = fc.oneof(
  oddMessage,
  oddText,
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.json(),
);
