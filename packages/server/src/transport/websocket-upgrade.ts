import type { IncomingHttpHeaders } from "node:http";

/** As much of a request as says whether it is a WebSocket upgrade. */
interface RequestHead {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** RFC 6455 section 4.2.1, as far as HTTP servers have not checked it yet. */
export function isWebSocketUpgrade({ method, headers }: RequestHead): boolean {
  return (
    method === "GET" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["sec-websocket-version"] === "13" &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "") &&
    isTokenList(headers["sec-websocket-protocol"])
  );
}

/** Subprotocols are tokens, each once (RFC 6455 section 4.1); to find that out later would be after everybody was asked. */
function isTokenList(offered: string | undefined): boolean {
  if (offered === undefined) return true;
  const names = offered.split(",").map((name) => name.trim());
  return names.every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)) && new Set(names).size === names.length;
}
