import { setTimeout as wait } from "node:timers/promises";

import { test } from "vitest";

import { FRIENDLY } from "../lab/internet.ts";
import { NatLab } from "./nat-lab.ts";
import { survives } from "./survives.ts";

const OUTAGE_MS = 10_000;

const lab = new NatLab();

test("a network that is silent for ten seconds: the call goes on after an ICE restart", async () => {
  await survives(lab, async () => {
    lab.internet.set("wifi", { ...FRIENDLY, isCut: true });
    await wait(OUTAGE_MS);
    lab.internet.set("wifi", FRIENDLY);
  });
});
