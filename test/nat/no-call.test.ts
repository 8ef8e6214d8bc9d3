import { expect, test } from "vitest";

import { iceErrorsOn, PATIENCE, toldOn } from "../lab/lab-page.ts";
import { startLabServer } from "../lab/lab-server.ts";
import { NatLab } from "./nat-lab.ts";

const lab = new NatLab();

test("behind symmetric NAT there is no call without TURN, and that is told", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "passes" });
  await using server = await startLabServer({ urls: [lab.turn.stunUrl] });
  const pages = [await lab.join("ada", server), await lab.join("ben", server)];
  // who sees first that it has failed tries again, which begins anew for the other
  const told = async (): Promise<string[]> => (await Promise.all(pages.map((page) => toldOn(page)))).flat();
  await expect.poll(told, PATIENCE).toContain("state failed");
  expect(await told()).not.toContain("state connected");
});

test("credentials that the TURN server does not take are a 401 for the page, and no call", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "passes" });
  const { udpUrl: url } = lab.turn;
  await using server = await startLabServer({ urls: [url], secret: "out of date" });
  const pages = [await lab.join("ada", server, "?relay"), await lab.join("ben", server, "?relay")];
  for (const page of pages) {
    await expect.poll(() => iceErrorsOn(page), PATIENCE).toContainEqual({ url, code: 401 });
    expect(await toldOn(page)).not.toContain("state connected");
  }
});
