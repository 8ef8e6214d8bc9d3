import { expect, test } from "vitest";

import { Unmasker } from "./unmasker.ts";

const KEY = Buffer.from([0x37, 0xfa, 0x21, 0x80]);

test("[TR2] payloads of any length, wherever they lie, lose their mask, and what lies around them stays", () => {
  for (let length = 0; length < 130; length++) {
    for (let before = 0; before < 5; before++) {
      const payload = Buffer.from(Array.from({ length }, (_, at) => (at * 7 + length) & 0xff));
      const masked = payload.map((byte, at) => byte ^ (KEY[at % 4] ?? 0));
      // within a larger piece of memory, as a chunk from the network may be
      const bytes = Buffer.concat([Buffer.alloc(3 + before, 1), KEY, masked, KEY, masked, Buffer.alloc(9, 2)]).subarray(
        3,
      );
      const [first, second] = [before + 4, before + 8 + length];
      const unmasker = new Unmasker(bytes);
      unmasker.unmask(first, first + length);
      unmasker.unmask(second, second + length);
      const whole = [Buffer.alloc(before, 1), KEY, payload, KEY, payload, Buffer.alloc(9, 2)];
      expect(bytes.equals(Buffer.concat(whole)), `${length} bytes, ${before} before`).toBe(true);
    }
  }
});
