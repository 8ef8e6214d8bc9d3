import { expect, test } from "vitest";

import { MediaError } from "../errors.ts";
import { mediaError } from "./media-error.ts";

test.for([
  ["NotAllowedError", "permission_denied"],
  ["SecurityError", "permission_denied"],
  ["InvalidStateError", "permission_denied"],
  ["InvalidAccessError", "permission_denied"],
  ["NotFoundError", "no_device"],
  ["OverconstrainedError", "no_device"],
  ["NotReadableError", "device_busy"],
  ["AbortError", "device_failed"],
  ["SomethingNew", "device_failed"],
] as const)("%s is %s, of that kind, with its cause", ([name, code]) => {
  const cause = new DOMException("why", name);
  const error = mediaError(cause, "camera");
  expect(error).toBeInstanceOf(MediaError);
  expect(error).toMatchObject({ code, cause, message: expect.stringMatching(/: camera: why$/u) });
});

test("a TypeError is a bad option", () => {
  expect(mediaError(new TypeError("no constraints"), "screen").code).toBe("bad_option");
});

test("an OverconstrainedError that is no Error says which constraint it was", () => {
  const error = mediaError({ name: "OverconstrainedError", message: "", constraint: "width" }, "camera");
  expect(error).toMatchObject({ code: "no_device", message: expect.stringMatching(/: camera: width$/u) });
});

test.for([undefined, null, "text", 7, Symbol("x"), {}, { name: 7, message: {} }, { name: "constructor" }])(
  "%o is a device that does not work",
  (cause) => {
    expect(mediaError(cause, "microphone")).toMatchObject({ name: "MediaError", code: "device_failed" });
  },
);

test("a MediaError stays as it is", () => {
  const error = new MediaError("insecure_context");
  expect(mediaError(error, "camera")).toBe(error);
});
