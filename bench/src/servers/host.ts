// The process that runs servers, one as a rule. Its parent asks; see process/child.ts.
import { answerQuestions } from "../process/answers.ts";
import { memory } from "../process/memory.ts";
import { usage } from "../process/usage.ts";
import { makeCertificate } from "./certificate.ts";
import { SERVERS } from "./index.ts";

const methods = {
  /** Starts the server of this name on a free port of loopback, and gives that back. `secure`: it serves TLS. */
  async listen({ name, secure }: { readonly name: string; readonly secure: boolean }): Promise<number> {
    const entry = SERVERS.find((candidate) => candidate.name === name);
    if (entry === undefined) throw new Error(`There is no server ${name}`);
    if (secure && entry.lacksTls !== null) throw new Error(`${name} cannot serve TLS: ${entry.lacksTls}`);
    const start = await entry.load();
    return start(secure ? makeCertificate() : null);
  },
  memory,
  usage,
};

/** What a server's process can be asked. */
export type ServerMethods = typeof methods;

answerQuestions(methods);
