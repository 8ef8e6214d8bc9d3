import { Call, type Caller } from "./call.ts";

/** Peers with a camera each, in the room in this order, their media flowing. */
export async function peers(...names: string[]) {
  const call = new Call();
  const callers: Record<string, Caller> = {};
  for (const name of names) {
    const caller = call.caller(name);
    callers[name] = caller;
    caller.show(`cam${name}`, `audio:${name}`);
    call.room.join(name.toUpperCase(), caller.seat);
    await call.settle();
  }
  for (const caller of Object.values(callers)) {
    for (const peerConnection of caller.made) peerConnection.become("connected");
    caller.told.length = 0;
  }
  call.room.said.length = 0;
  return { call, callers };
}

export async function twoPeers() {
  const { call, callers } = await peers("a", "b");
  const { a, b } = callers;
  if (a === undefined || b === undefined) throw new Error("not two");
  return { call, a, b };
}

/** Whom a caller receives audio from, over which of its peer connections. */
export function hears({ mesh, made }: Caller): string[] {
  return [...mesh.links.values()].map(({ peerId, peerConnection, stream }) => {
    const number = made.findIndex((fake) => Object.is(fake, peerConnection));
    const tracks = stream?.getTracks().map(({ id }) => id) ?? [];
    return `${peerId} over ${number}: ${tracks.join()}`;
  });
}

/** Its socket is gone, and it knows. */
export function goAway({ seat }: Caller): void {
  seat.enter({ name: "waiting", attempt: 1, retryAt: 0, error: null });
}
