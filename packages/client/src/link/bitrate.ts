import { ClientError } from "../errors.ts";

/** What a home connection can be expected to send, with room left for audio and for others in the house. */
const UPLINK_BITS_PER_SECOND = 2_500_000;

/** Enough for 720p; a browser left alone sends no more than this for VGA. */
const MOST_BITS_PER_SECOND = 1_700_000;

/** What a small picture of 320 x 180 needs. Below it, nothing is won by dividing further. */
const LEAST_BITS_PER_SECOND = 150_000;

/** A screen gets so many times what a camera gets: its text must be readable, and as it mostly stands still it needs less. */
const SCREEN_SHARE = 2;

const LARGEST_BITS_PER_SECOND = 1_000_000_000;

/**
 * How many bits a second the video of one link may take when there are so many links. A mesh sends a copy to everybody,
 * so they share one budget: 1.7 Mbit/s for one, 1.25 for each of two, 500 kbit/s for each of five, never below 150.
 */
export function videoBitrateFor(links: number): number {
  const share = Math.round(UPLINK_BITS_PER_SECOND / links);
  return Math.min(Math.max(share, LEAST_BITS_PER_SECOND), MOST_BITS_PER_SECOND);
}

/**
 * Lets every video of this peer connection take `bitsPerSecond` at most, 1 to 1e9; `null` lifts the cap. A screen may take
 * twice as much, and rather drops frames than sharpness: a screen is what `isScreen` says, or what has the content
 * hint `detail` or `text`. Call it again after each negotiation and for each new track: what the browser does not take
 * at this moment (`InvalidStateError`, `InvalidModificationError`) is left for the next call.
 *
 * @throws ClientError `bad_option` for another number; anything else that the browser rejects with.
 */
export async function capVideo(
  peerConnection: RTCPeerConnection,
  bitsPerSecond: number | null,
  isScreen: (track: MediaStreamTrack) => boolean = () => false,
): Promise<void> {
  if (bitsPerSecond !== null && !(bitsPerSecond >= 1 && bitsPerSecond <= LARGEST_BITS_PER_SECOND)) {
    throw new ClientError("bad_option", `${bitsPerSecond} bits per second is neither null nor 1 to 1e9`);
  }
  await Promise.all(
    peerConnection.getSenders().map((sender) => {
      const turn = capInTurn(sender, bitsPerSecond, isScreen);
      turns.set(sender, turn);
      return turn;
    }),
  );
}

/** The last call for each sender. Parameters that are still being set are not seen by who reads them. */
const turns = new WeakMap<RTCRtpSender, Promise<void>>();

/** Senders that were told to keep a screen sharp, and must be told otherwise when they send something else. */
const sharp = new WeakSet<RTCRtpSender>();

async function capInTurn(
  sender: RTCRtpSender,
  bitsPerSecond: number | null,
  isScreen: (track: MediaStreamTrack) => boolean,
): Promise<void> {
  // what it was rejected with, its own caller knows
  await Promise.allSettled([turns.get(sender)]);
  const { track } = sender;
  if (track?.kind !== "video") return;
  const screen = track.contentHint === "detail" || track.contentHint === "text" || isScreen(track);
  const parameters = sender.getParameters();
  const changes = [
    ...parameters.encodings.map((encoding) => capEncoding(encoding, bitsPerSecond, screen)),
    preferSharpness(sender, parameters, screen),
  ];
  // before the first negotiation some browsers have no encodings, and take none
  if (parameters.encodings.length > 0 && changes.includes(true)) await setParameters(sender, parameters);
}

/** Says whether that changes anything. */
function capEncoding(encoding: RTCRtpEncodingParameters, bitsPerSecond: number | null, screen: boolean): boolean {
  const before = encoding.maxBitrate;
  if (bitsPerSecond === null) delete encoding.maxBitrate;
  else encoding.maxBitrate = Math.round(bitsPerSecond * (screen ? SCREEN_SHARE : 1));
  return encoding.maxBitrate !== before;
}

/** Says whether that changes anything. An application's own preference for a camera stays. */
function preferSharpness(sender: RTCRtpSender, parameters: RTCRtpSendParameters, screen: boolean): boolean {
  const before = parameters.degradationPreference;
  if (screen) {
    parameters.degradationPreference = "maintain-resolution";
    sharp.add(sender);
  } else if (sharp.has(sender)) {
    delete parameters.degradationPreference;
  }
  return parameters.degradationPreference !== before;
}

async function setParameters(sender: RTCRtpSender, parameters: RTCRtpSendParameters): Promise<void> {
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    const tooEarly = error instanceof DOMException && TOO_EARLY.test(error.name);
    if (!tooEarly) throw error;
  }
}

/** Not negotiated yet, just stopped, or changed by the application meanwhile. */
const TOO_EARLY = /^Invalid(State|Modification)Error$/;
