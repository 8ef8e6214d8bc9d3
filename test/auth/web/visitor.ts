import type { App } from "../../../examples/auth/src/app.ts";

export const HOST = "calls.example";
export const ORIGIN = `https://${HOST}`;

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads to, or `null`. */
  readonly location: string | null;
}

/** What a request can have besides its path. */
export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the browsers of all pages of the site send along with a form. */
export const OWN_PAGE = { origin: ORIGIN, "sec-fetch-site": "same-origin" };

/** A browser, as far as the server can tell: it keeps cookies, follows no redirect, and fills in forms. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  /** Where its requests come from. */
  readonly address: string;
  readonly #router: App["router"];

  constructor(router: App["router"], address: string) {
    this.#router = router;
    this.address = address;
  }

  get(path: string): Promise<Answer> {
    return this.send(path);
  }

  /** Sends anything, with this browser's cookies. */
  async send(path: string, { method = "GET", headers = {}, body }: Sending = {}): Promise<Answer> {
    const all = { host: HOST, ...this.#cookieHeader(), ...headers };
    const incoming = { headers: all, socket: { remoteAddress: this.address } };
    const answer = await this.#router.request(
      `${ORIGIN}${path}`,
      { method, headers: all, ...(body === undefined ? {} : { body }) },
      { incoming },
    );
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    const { status, headers: answered } = answer;
    return { status, headers: answered, text: await answer.text(), location: answered.get("location") };
  }

  /** Sends a form as a page of the site would, with exactly these fields. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Sending["headers"] = OWN_PAGE,
  ): Promise<Answer> {
    return this.send(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Opens a page, and sends the form on it that goes to `action`, with what is hidden in it and these fields. */
  async submit(page: string, action: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { text } = await this.get(page);
    return this.post(action, { ...hiddenFields(text, action), ...fields });
  }

  register(name: string, password: string, page = "/register"): Promise<Answer> {
    return this.submit(page, "/register", { name, password, again: password });
  }

  logIn(name: string, password: string, page = "/log-in"): Promise<Answer> {
    return this.submit(page, "/log-in", { name, password });
  }

  logOut(): Promise<Answer> {
    return this.submit("/", "/log-out");
  }

  /** Makes a call, and gives back its name. */
  async newCall(): Promise<string> {
    const { location } = await this.submit("/", "/calls");
    return location?.replace(/^\/calls\//, "") ?? "";
  }

  /** What this browser sends with an upgrade from one of the site's pages. */
  upgradeHeaders(): Record<string, string> {
    return { host: HOST, origin: ORIGIN, ...this.#cookieHeader() };
  }

  #cookieHeader(): Record<string, string> {
    if (this.cookies.size === 0) return {};
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  }

  #keep(cookie: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/; Max-Age=0(;|$)/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** The hidden fields of the first form of a page that goes to `action`. */
export function hiddenFields(page: string, action: string): Record<string, string> {
  const form = page.split("<form ").find((part) => part.includes(`action="${action}"`));
  if (form === undefined) throw new Error(`The page has no form for ${action}: ${page.slice(0, 2000)}`);
  const inputs = (form.split("</form>")[0] ?? "").matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name = "", value = ""]) => [name, value]));
}

/** The path of the socket of a call, with a tab's key. */
export function socketPath(call: string, tab = "a"): string {
  return `/socket/${call}?key=${tab.repeat(32).slice(0, 32)}`;
}
