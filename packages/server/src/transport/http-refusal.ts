import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import { ERRORS, errorData, type Json, type UpgradeErrorCode } from "@parlor/protocol";

/** Answers an upgrade request with the error's HTTP status and a small JSON body, and closes the socket. */
export function refuseOverHttp(socket: Duplex, code: UpgradeErrorCode, details: Json): void {
  const { http, retry } = ERRORS[code];
  const body = JSON.stringify(errorData(code, details));
  const headers = [
    `HTTP/1.1 ${http} ${STATUS_CODES[http] ?? ""}`,
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    // which version there is, for a client that speaks another (RFC 6455 section 4.4)
    ...(code === "not_a_websocket" ? ["Sec-WebSocket-Version: 13"] : []),
    ...(http === 429 || http === 503 ? [`Retry-After: ${retry === "later" ? 10 : 2}`] : []),
  ];
  socket.once("finish", () => socket.destroy());
  socket.end(`${headers.join("\r\n")}\r\n\r\n${body}`);
}
