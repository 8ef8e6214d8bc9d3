import type { ClientErrorCode, DeviceState } from "@parlor/client";

/** Why a device cannot be used, and what its owner can do about it. */
export interface Problem {
  readonly title: string;
  readonly help: string;
}

/** Finds words for what is wrong with the own camera and microphone: one problem if it is the same for both. */
export function problemsOf(camera: DeviceState, microphone: DeviceState): Problem[] {
  const ofCamera = codeOf(camera);
  const ofMicrophone = codeOf(microphone);
  if (ofCamera === ofMicrophone && ofCamera !== null) {
    return [problemOf("camera or microphone", ofCamera, "You can also join without them, to watch and to write.")];
  }
  return [
    ...(ofCamera === null ? [] : [problemOf("camera", ofCamera, "You can also join with your voice alone.")]),
    ...(ofMicrophone === null ? [] : [problemOf("microphone", ofMicrophone, "You can also join without being heard.")]),
  ];
}

function codeOf(device: DeviceState): ClientErrorCode | null {
  return device.name === "failed" ? device.error.code : null;
}

function problemOf(what: string, code: ClientErrorCode, otherwise: string): Problem {
  const { title, help } = PROBLEMS[code] ?? {
    title: "Your WHAT cannot be used",
    help: "Choose another device, or try it once more.",
  };
  return { title: title.replace("WHAT", what), help: `${help} ${otherwise}` };
}

const PROBLEMS: { readonly [Code in ClientErrorCode]?: Problem } = {
  permission_denied: {
    title: "This page may not use your WHAT",
    help: "To allow it, press the button beside the address of this page, and load it again.",
  },
  no_device: { title: "No WHAT was found", help: "Plug in what you want to use: it is taken by itself." },
  device_busy: {
    title: "Another program uses your WHAT",
    help: "Close that program, and turn it on again here.",
  },
};
