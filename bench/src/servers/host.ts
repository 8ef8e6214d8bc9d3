// The process that runs one server. Its parent asks; see process/child.ts.
import { createServer } from "node:http";

import { answerQuestions } from "../process/answers.ts";
import { usage } from "../process/usage.ts";
import { SERVERS } from "./index.ts";

const methods = {
  /** Starts the server of this name on a free port of loopback. */
  async listen(name: string): Promise<number> {
    const entry = SERVERS.find((candidate) => candidate.name === name);
    if (entry === undefined) throw new Error(`There is no server ${name}`);
    const attach = await entry.load();
    const server = createServer();
    attach(server);
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server does not listen");
    return address.port;
  },
  usage,
};

/** What a server's process can be asked. */
export type ServerMethods = typeof methods;

answerQuestions(methods);
