import { FakePeerConnection } from "./fake-peer-connection.ts";

/** Two fake peer connections, `a` who offers and `b` who answers, without any signaling between them. */
export class FakePair {
  readonly a = new FakePeerConnection("a");
  readonly b = new FakePeerConnection("b");

  /** One offer and its answer. What the peer connections have to say about it waits to be released. */
  async negotiate(): Promise<void> {
    await this.a.setLocalDescription();
    if (this.a.localDescription !== null) await this.b.setRemoteDescription(this.a.localDescription);
    await this.b.setLocalDescription();
    if (this.b.localDescription !== null) await this.a.setRemoteDescription(this.b.localDescription);
  }

  /** Lets everything happen that can, until nothing more does. */
  async settle(): Promise<void> {
    for (let rounds = 0; rounds < 1000; rounds += 1) {
      await allPromises();
      if (![this.a, this.b].map((one) => one.release()).includes(true)) return;
    }
    throw new Error("it never settles");
  }
}

/** Lets all promises run that can, also those of a loop that sends as much as it may. */
export async function allPromises(): Promise<void> {
  for (let hops = 0; hops < 1000; hops += 1) await Promise.resolve();
}
