import { expect, test } from "vitest";

import { PATIENCE, toldOn } from "../lab/lab-page.ts";
import { startLabServer } from "../lab/lab-server.ts";
import { NatLab } from "./nat-lab.ts";

const lab = new NatLab();

test("behind symmetric NAT there is no call without TURN, and both are told so", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "passes" });
  await using server = await startLabServer({ urls: [lab.turn.stunUrl] });
  const pages = [await lab.join("ada", server), await lab.join("ben", server)];
  for (const page of pages) {
    const error = "error no_path: No path to the peer was found: a TURN server may be missing";
    await expect.poll(() => toldOn(page), PATIENCE).toContain(error);
    expect(await toldOn(page)).not.toContain("state connected");
  }
});

test("credentials that the TURN server does not take are told, and there is no call", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "passes" });
  const { udpUrl: url } = lab.turn;
  await using server = await startLabServer({ urls: [url], secret: "out of date" });
  const pages = [await lab.join("ada", server, "?relay"), await lab.join("ben", server, "?relay")];
  for (const page of pages) {
    const error = `error ice_server_refused: A STUN or TURN server has refused: 401 from ${url}`;
    await expect.poll(() => toldOn(page), PATIENCE).toContain(error);
    expect(await toldOn(page)).not.toContain("state connected");
  }
});
