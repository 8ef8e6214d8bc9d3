import { afterEach, expect, test, vi } from "vitest";

import { settle } from "../fakes/fake-devices.ts";
import { permissionOf, watchPermission } from "./permission.ts";

class FakeStatus extends EventTarget {
  state: PermissionState = "prompt";

  change(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

function page(query: (descriptor: { name: string }) => Promise<FakeStatus>) {
  vi.stubGlobal("navigator", { permissions: { query } });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test.for(["granted", "denied", "prompt"] as const)("says %s where the browser does", async (state) => {
  const query = vi.fn<(descriptor: { name: string }) => Promise<FakeStatus>>(async () =>
    Object.assign(new FakeStatus(), { state }),
  );
  page(query);
  expect(await permissionOf("microphone")).toBe(state);
  expect(query.mock.calls).toEqual([[{ name: "microphone" }]]);
});

test("is unknown where the browser knows no cameras", async () => {
  page(() => Promise.reject(new TypeError("'camera' is not a valid value for enumeration PermissionName")));
  expect(await permissionOf("camera")).toBe("unknown");
});

test("is unknown where there is nothing to ask", async () => {
  vi.stubGlobal("navigator", {});
  expect(await permissionOf("camera")).toBe("unknown");
  const heard: string[] = [];
  watchPermission("camera", (permission) => heard.push(permission));
  await settle();
  expect(heard).toEqual(["unknown"]);
});

test("watching tells what it is, and each change until it ends", async () => {
  const status = new FakeStatus();
  page(async () => status);
  const heard: string[] = [];
  const stop = watchPermission("camera", (permission) => heard.push(permission));
  await settle();
  status.change("granted");
  status.change("denied");
  stop();
  status.change("granted");
  expect(heard).toEqual(["prompt", "granted", "denied"]);
});

test("watching that ends before the browser has answered tells nothing", async () => {
  const status = new FakeStatus();
  page(async () => status);
  const heard: string[] = [];
  watchPermission("camera", (permission) => heard.push(permission))();
  await settle();
  status.change("granted");
  expect(heard).toEqual([]);
});

test("a listener that throws is reported, and goes on hearing", async () => {
  const status = new FakeStatus();
  page(async () => status);
  const reported = vi.fn<(error: unknown) => void>();
  vi.stubGlobal("reportError", reported);
  const heard: string[] = [];
  watchPermission("camera", (permission) => {
    heard.push(permission);
    if (permission === "prompt") throw new Error("mine");
  });
  await settle();
  status.change("granted");
  expect(reported.mock.calls).toEqual([[new Error("mine")]]);
  expect(heard).toEqual(["prompt", "granted"]);
});
