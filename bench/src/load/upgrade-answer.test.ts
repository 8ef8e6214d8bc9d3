import { describe, expect, it } from "vitest";

import { UpgradeAnswer } from "./upgrade-answer.ts";

const HEAD = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

describe("UpgradeAnswer", () => {
  it("finds the first frame wherever two reads split the answer", () => {
    const all = Buffer.from(`${HEAD}frames`);
    for (let cut = 1; cut < HEAD.length; cut++) {
      const answer = new UpgradeAnswer();
      expect(answer.read(all.subarray(0, cut), cut)).toBe("more");
      const rest = all.subarray(cut);
      expect(answer.read(rest, rest.length), `cut at ${cut}`).toEqual({ framesAt: HEAD.length - cut });
    }
  });

  it("looks only at what was read", () => {
    expect(new UpgradeAnswer().read(Buffer.from(HEAD), HEAD.length - 1)).toBe("more");
  });

  it("says how else a server answered", () => {
    const refusal = Buffer.from("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\nfull");
    expect(new UpgradeAnswer().read(refusal, refusal.length)).toEqual({
      problem: "the upgrade was answered with HTTP/1.1 503 Service Unavailable Retry-After: 1  full",
    });
  });
});
