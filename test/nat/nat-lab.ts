import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";

import { newPerson } from "../e2e/people.ts";
import { FRIENDLY, type Host, Internet } from "../lab/internet.ts";
import { hasJoined, type LabPage } from "../lab/lab-page.ts";
import { launchOn } from "../lab/launch-on.ts";
import { startTurnServer, type TurnServer } from "./turn-server.ts";

interface Parts {
  readonly internet: Internet;
  readonly turn: TurnServer;
  readonly browsers: Readonly<Record<Host, Browser>>;
}

/** What the tests of one file share: an internet of their own, a TURN server in it, and a browser on each host. */
export class NatLab {
  #parts: Parts | null = null;

  /** Opens it before the first test of the file, and closes it after the last. Each test begins with friendly routers. */
  constructor() {
    beforeAll(async () => {
      const internet = new Internet();
      const [turn, ada, ben] = await Promise.all([
        startTurnServer(internet.address),
        launchOn(internet, "ada"),
        launchOn(internet, "ben"),
      ]);
      this.#parts = { internet, turn, browsers: { ada, ben } };
    });
    beforeEach(() => this.internet.setAll(FRIENDLY));
    afterAll(async () => {
      const { turn, browsers } = this.#opened;
      await Promise.all([turn[Symbol.asyncDispose](), browsers.ada.close(), browsers.ben.close()]);
    });
  }

  get internet(): Internet {
    return this.#opened.internet;
  }

  get turn(): TurnServer {
    return this.#opened.turn;
  }

  /** Opens the page of a server on a host, as somebody new, and resolves when they have joined. Closed with the test. */
  async join(host: Host, { port }: { readonly port: number }, query = ""): Promise<LabPage> {
    const person = await newPerson(this.#opened.browsers[host]);
    const page = await person.newPage();
    await page.goto(`https://${this.internet.address}:${port}/${query}`);
    await hasJoined(page);
    return page;
  }

  get #opened(): Parts {
    if (this.#parts === null) throw new Error("The lab opens before the first test");
    return this.#parts;
  }
}
