import { describe, expect, it } from "vitest";

import { fit } from "./limits.ts";
import { SCENARIOS } from "./scenarios.ts";

describe("fit", () => {
  it("leaves a scenario as it is where enough files may be open", () => {
    for (const scenario of SCENARIOS) expect(fit(scenario, 65_536, "linux")).toEqual({ scenario, note: null });
  });

  it("takes fewer rooms where not, and says what is needed", () => {
    const [rooms] = SCENARIOS.filter(({ name }) => name === "rooms-20000");
    if (rooms === undefined) throw new Error("There is no rooms-20000");
    const { scenario, note } = fit(rooms, 20_000, "linux");
    expect(scenario).toMatchObject({ name: "rooms-20000", rooms: 9900 });
    expect(note).toBe("only 9,900 rooms here: a process may open 20000 files, 40200 are needed");
  });
});
