import { randomUUID } from "node:crypto";

/** A new peer's id: a UUIDv4 (RFC 9562 section 5.4). */
export function newPeerId(): string {
  // Node puts a UUID together out of fourteen pieces of string, which stay as long as it does: 460 bytes that a copy has not
  return Buffer.from(randomUUID(), "latin1").toString("latin1");
}
