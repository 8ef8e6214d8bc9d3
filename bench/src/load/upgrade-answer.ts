/** What a part of the answer to an upgrade says. */
export type Answered = "more" | { readonly framesAt: number } | { readonly problem: string };

/** Reads the answer to an upgrade (RFC 9110 section 7.8), however the reads split it. */
export class UpgradeAnswer {
  /** What earlier reads brought of it. */
  #read = Buffer.alloc(0);

  /** Takes the bytes of one read up to `end`. Gives back where among them the frames begin, once they do. */
  read(bytes: Buffer, end: number): Answered {
    const before = this.#read.length;
    this.#read = Buffer.concat([this.#read, bytes.subarray(0, end)]);
    const headEnd = this.#read.indexOf(HEAD_END);
    if (headEnd === -1) return "more";
    if (this.#read.toString("latin1", 0, SWITCHING.length) === SWITCHING) {
      return { framesAt: headEnd + HEAD_END.length - before };
    }
    const text = this.#read.toString("latin1").replaceAll("\r\n", " ");
    return { problem: `the upgrade was answered with ${text.slice(0, MOST_TOLD)}` };
  }
}

const HEAD_END = "\r\n\r\n";
const SWITCHING = "HTTP/1.1 101 ";
const MOST_TOLD = 300;
