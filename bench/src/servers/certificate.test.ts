import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:tls";

import { expect, test } from "vitest";

import { portOf } from "./attached.ts";
import { makeCertificate } from "./certificate.ts";

test("the certificate has a P-256 key, signs itself, and holds from yesterday for a month", () => {
  const { key, cert } = makeCertificate();
  const parsed = new X509Certificate(cert);
  expect(parsed.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect([parsed.subject, parsed.issuer]).toEqual(["CN=localhost", "CN=localhost"]);
  const days = (parsed.validToDate.getTime() - parsed.validFromDate.getTime()) / 86_400_000;
  expect([days, parsed.validFromDate < new Date()]).toEqual([31, true]);
});

test("a client that trusts it finds nothing wrong with it", async () => {
  const certificate = makeCertificate();
  const server = createServer(certificate).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect({ host: "127.0.0.1", port: portOf(server), servername: "localhost", ca: certificate.cert });
  await once(socket, "secureConnect");
  expect(socket.authorized).toBe(true);
  socket.destroy();
  server.close();
});

test("no two certificates have the same key", () => {
  expect(makeCertificate().key).not.toBe(makeCertificate().key);
});
