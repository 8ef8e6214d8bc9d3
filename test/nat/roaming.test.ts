import { setTimeout as wait } from "node:timers/promises";

import { test } from "vitest";

import { NatLab } from "./nat-lab.ts";
import { survives } from "./survives.ts";

const OUTAGE_MS = 10_000;

const lab = new NatLab();

test("a device that is offline for ten seconds: the call goes on after an ICE restart", async () => {
  await survives(lab, async () => {
    lab.internet.unplug("wifi");
    await wait(OUTAGE_MS);
    lab.internet.plugIn("wifi");
  });
});

test("a device that goes from one network to another: the call goes on after an ICE restart", async () => {
  await survives(lab, () => {
    lab.internet.unplug("wifi");
    lab.internet.plugIn("cell");
  });
  lab.internet.unplug("cell");
  lab.internet.plugIn("wifi");
});
