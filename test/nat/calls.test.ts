import { expect, test } from "vitest";

import { linkOf, sees } from "../lab/lab-page.ts";
import { startLabServer } from "../lab/lab-server.ts";
import { NatLab } from "./nat-lab.ts";

const lab = new NatLab();

test("two people behind one router call each other without leaving their network", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "blocked" });
  await using server = await startLabServer();
  const pages = [await lab.join("ada", server), await lab.join("ada", server)];
  await Promise.all(pages.map((page) => sees(page)));
  for (const page of pages) {
    expect((await linkOf(page)).path).toEqual({ local: "host", remote: "host", relayProtocol: null });
  }
});

test("behind routers that keep ports, STUN is enough for a direct call", async () => {
  await using server = await startLabServer({ urls: [lab.turn.stunUrl] });
  const pages = [await lab.join("ada", server), await lab.join("ben", server)];
  await Promise.all(pages.map((page) => sees(page)));
  for (const page of pages) {
    expect((await linkOf(page)).path).toEqual({ local: "srflx", remote: "srflx", relayProtocol: null });
  }
});

test("behind symmetric NAT, TURN relays the call over UDP", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "passes" });
  await using server = await startLabServer({ urls: [lab.turn.udpUrl], secret: lab.turn.secret });
  const pages = [await lab.join("ada", server), await lab.join("ben", server)];
  await Promise.all(pages.map((page) => sees(page)));
  for (const page of pages) {
    const { path } = await linkOf(page);
    expect([path?.local, path?.remote]).toContain("relay");
    if (path?.local === "relay") expect(path.relayProtocol).toBe("udp");
  }
});

test("where UDP is blocked, TURN relays the call over TCP", async () => {
  lab.internet.setAll({ nat: "symmetric", udp: "blocked" });
  const { udpUrl, tcpUrl, secret } = lab.turn;
  await using server = await startLabServer({ urls: [udpUrl, tcpUrl], secret });
  const pages = [await lab.join("ada", server), await lab.join("ben", server)];
  await Promise.all(pages.map((page) => sees(page)));
  for (const page of pages) {
    expect((await linkOf(page)).path).toEqual({ local: "relay", remote: "relay", relayProtocol: "tcp" });
  }
});

test("who may only be relayed is, though there is a direct way", async () => {
  await using server = await startLabServer({ urls: [lab.turn.udpUrl], secret: lab.turn.secret });
  const pages = [await lab.join("ada", server, "?relay"), await lab.join("ben", server, "?relay")];
  await Promise.all(pages.map((page) => sees(page)));
  for (const page of pages) {
    expect((await linkOf(page)).path).toEqual({ local: "relay", remote: "relay", relayProtocol: "udp" });
  }
});
