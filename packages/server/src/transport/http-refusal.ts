import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import { ERRORS, errorData, type Json, type UpgradeErrorCode } from "@parlor/protocol";

/** The answer to an upgrade request that is refused: the error's HTTP status and a small JSON body. The connection ends with it. */
export interface HttpRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What to answer for this error. */
export function httpRefusal(code: UpgradeErrorCode, details: Json): HttpRefusal {
  const { http } = ERRORS[code];
  const body = JSON.stringify(errorData(code, details));
  const headers = {
    Connection: "close",
    "Content-Type": "application/json",
    "Content-Length": `${Buffer.byteLength(body)}`,
    // which version there is, for a client that speaks another (RFC 6455 section 4.4)
    ...(code === "not_a_websocket" ? { "Sec-WebSocket-Version": "13" } : {}),
    // what to bring instead (RFC 9110 section 15.5.2, RFC 6750 section 3)
    ...(http === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
    ...(http === 429 || http === 503 ? { "Retry-After": `${retryAfterSeconds(code, details)}` } : {}),
  };
  return { status: http, headers, body };
}

/** Answers an upgrade request with a refusal, and closes the socket. */
export function refuseOverHttp(socket: Duplex, code: UpgradeErrorCode, details: Json): void {
  const { status, headers, body } = httpRefusal(code, details);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** In whole seconds, as the header wants it (RFC 9110 section 10.2.3). */
function retryAfterSeconds(code: UpgradeErrorCode, details: Json): number {
  if (
    typeof details === "object" &&
    details !== null &&
    "after_ms" in details &&
    typeof details["after_ms"] === "number"
  ) {
    return Math.ceil(details["after_ms"] / 1000);
  }
  return ERRORS[code].retry === "later" ? 10 : 2;
}
