import { expect } from "vitest";

import { type LabPage, linkOf, PATIENCE, sees } from "../lab/lab-page.ts";
import { startLabServer } from "../lab/lab-server.ts";
import type { NatLab } from "./nat-lab.ts";

/**
 * Has Ada and Ben call each other, does something to their networks, and expects the call to go on after an ICE restart,
 * over the same RTCPeerConnections.
 */
export async function survives(lab: NatLab, disturb: () => Promise<void> | void): Promise<void> {
  await using server = await startLabServer({ urls: [lab.turn.stunUrl] });
  const pages: readonly LabPage[] = [await lab.join("ada", server), await lab.join("ben", server)];
  await Promise.all(pages.map((page) => sees(page)));
  const before = await Promise.all(pages.map((page) => linkOf(page)));
  await disturb();
  for (const [index, page] of pages.entries()) {
    await expect.poll(async () => (await linkOf(page)).ufrag, PATIENCE).not.toBe(before[index]?.ufrag);
  }
  await Promise.all(pages.map((page) => sees(page)));
  const after = await Promise.all(pages.map((page) => linkOf(page)));
  expect(after.map(({ number }) => number)).toEqual([0, 0]);
}
