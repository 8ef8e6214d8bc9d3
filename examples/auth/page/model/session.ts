/** Whose page this is. The others see this name too: the server says it, not the page. */
export function accountName(): string {
  return readMeta("account-name");
}

/**
 * Makes the log-in last longer: the browser gets a new cookie. Gives back a token by which the server knows that the open
 * connection to that call may last as long.
 *
 * Rejects if the server cannot be reached, or if the log-in is over: then the connection ends when its time has come, and
 * coming back without a log-in, it hears why.
 */
export async function renewSession(call: string): Promise<string> {
  const answer = await fetch("/session/renew", {
    method: "POST",
    // the cookie itself is out of reach of scripts, so this is what shows that a page of ours asks
    headers: { "Content-Type": "application/json", "X-CSRF-Token": readMeta("csrf-token") },
    body: JSON.stringify({ call }),
  });
  if (!answer.ok) throw new Error(`The session was not renewed: HTTP ${answer.status}`);
  return readToken(await answer.json());
}

function readToken(renewed: unknown): string {
  const { token } = typeof renewed === "object" && renewed !== null ? Object(renewed) : {};
  if (typeof token === "string") return token;
  throw new TypeError("The session was renewed without a token");
}

/** What the server has put into the page for its script. */
function readMeta(name: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
  if (content === undefined) throw new TypeError(`The page has no ${name}`);
  return content;
}
