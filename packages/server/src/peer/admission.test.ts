import { expect, test } from "vitest";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { type Accept, accept, createParlor, type ParlorOptions } from "../index.ts";
import type { Admission } from "./admission.ts";
import { UpgradeRequest } from "./upgrade-request.ts";

/** An admission, as a transport gets it. */
function admissionOf(
  options: Pick<ParlorOptions, "peer" | "maxPeers" | "maxPendingPeers" | "onMissingRoom">,
): Admission {
  const admissions: Admission[] = [];
  createParlor({ rooms: [{ name: "room", room: OpenRoom }], ...options }).serve((admission) => {
    admissions.push(admission);
    return () => undefined;
  });
  const [admission] = admissions;
  if (admission === undefined) throw new Error("The transport was not asked");
  return admission;
}

function requestFor(room: string): UpgradeRequest {
  return new UpgradeRequest({ url: `/${room}`, headers: {}, params: { room }, remoteAddress: null, secure: true });
}

class Slow extends OpenPeer {
  override async onInit(): Promise<Accept> {
    await Promise.resolve();
    return accept();
  }
}

test("[AD3] who is asked by hooks that return no promise is in when the call returns", () => {
  const admission = admissionOf({ peer: OpenPeer, onMissingRoom: () => ({ room: OpenRoom }) });
  expect(admission.admit(requestFor("room"))).toMatchObject({ type: "admitted" });
  expect(admission.admit(requestFor("made for it"))).toMatchObject({ type: "admitted" });
  expect(admission.admit(requestFor(""))).toMatchObject({ type: "refused", code: "bad_request" });
  expect(admission.peers.size).toBe(2);
});

test("[AD6] only upgrades that wait are pending", async () => {
  const open = admissionOf({ peer: OpenPeer, maxPendingPeers: 1 });
  for (let upgrades = 0; upgrades < 3; upgrades++) {
    expect(open.admit(requestFor("room"))).toMatchObject({ type: "admitted" });
  }
  const slow = admissionOf({ peer: Slow, maxPendingPeers: 1 });
  const first = slow.admit(requestFor("room"));
  expect(slow.admit(requestFor("room"))).toMatchObject({ code: "too_many_connections" });
  expect(await first).toMatchObject({ type: "admitted" });
  expect(await slow.admit(requestFor("room"))).toMatchObject({ type: "admitted" });
});

test("[AD6] who has not been let in yet counts as a peer, until it is refused", async () => {
  class Failing extends Slow {
    override async onInit(): Promise<Accept> {
      await super.onInit();
      throw new Error("bug");
    }
  }
  const admission = admissionOf({ peer: Failing, maxPeers: 1 });
  const first = admission.admit(requestFor("room"));
  expect(admission.admit(requestFor("room"))).toMatchObject({ code: "too_many_connections" });
  expect(await first).toMatchObject({ code: "internal" });
  expect(await admission.admit(requestFor("room"))).toMatchObject({ code: "internal" });
});

test("[AD1] the remote address is looked for when the application asks for it", () => {
  let looks = 0;
  const request = new UpgradeRequest({
    url: "/room",
    headers: {},
    params: {},
    remoteAddress: () => {
      looks++;
      return "192.0.2.1";
    },
    secure: true,
  });
  expect(looks).toBe(0);
  expect(request.remoteAddress).toBe("192.0.2.1");
});
