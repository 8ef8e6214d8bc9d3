/** What there is to send, and what to tell its owner about the rest. */
export interface Camera {
  /** Has a picture, a sound, both or neither: one can join without any and watch. */
  readonly stream: MediaStream;
  /** Why something is missing, or `null`. */
  readonly notice: string | null;
}

const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" } as const;

/** Asks for the camera and the microphone; takes one if there is only one. Never rejects. */
export async function openCamera(): Promise<Camera> {
  // A page that did not come over HTTPS has no such thing.
  if (!isSecureContext || !("mediaDevices" in navigator)) {
    return without("This page is not secure, so the browser keeps the camera from it. Open it with https://.");
  }
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ video: VIDEO, audio: true }), notice: null };
  } catch (error) {
    // a machine with only one of the two refuses the pair
    if (nameOf(error) !== "NotFoundError") return without(explain(error));
  }
  return (
    (await tryOnly({ audio: true }, "No camera was found: the others will only hear you.")) ??
    (await tryOnly({ video: VIDEO }, "No microphone was found: the others will only see you.")) ??
    without("No camera and no microphone were found.")
  );
}

async function tryOnly(wanted: MediaStreamConstraints, notice: string): Promise<Camera | null> {
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(wanted), notice };
  } catch {
    return null;
  }
}

function without(why: string): Camera {
  return { stream: new MediaStream(), notice: `${why} You can still join and watch.` };
}

/** The reasons that `getUserMedia` has (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia). */
function explain(error: unknown): string {
  switch (nameOf(error)) {
    case "NotAllowedError":
      return "The camera is blocked. To be seen, allow it in the address bar and load the page again.";
    case "NotReadableError":
      return "The camera does not start. Perhaps another program is using it.";
    default:
      return "The camera does not work.";
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
