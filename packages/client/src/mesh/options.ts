import { withDefaults } from "../defaults.ts";
import { MeshError } from "../errors.ts";
import { videoBitrateFor } from "../link/bitrate.ts";
import { type ChannelOptions, resolveChannels } from "../link/channel-options.ts";

export interface MeshOptions {
  /**
   * STUN and TURN servers of every link (https://www.w3.org/TR/webrtc/#rtciceserver-dictionary).
   *
   * @default those that the server gives; if it gives none, only peers of the same network find each other
   */
  readonly iceServers?: readonly RTCIceServer[];
  /**
   * Whether media goes through a TURN server only, so that peers never learn each other's addresses.
   *
   * @default false
   */
  readonly relayOnly?: boolean;
  /**
   * What the first offer to a newcomer asks for even while there is nothing of that kind to send.
   *
   * @default ["audio", "video"]
   */
  readonly receive?: readonly ("audio" | "video")[];
  /**
   * The data channels of every link, by label: the same on all clients. Labels that begin with `parlor.` are taken.
   *
   * @default none
   */
  readonly channels?: Readonly<Record<string, ChannelOptions>>;
  /**
   * How many bits a second each video of a link may take, 1 to 1e9, when there are so many links; `null` for as many as it
   * likes. Screens may take twice as much.
   *
   * @default videoBitrateFor: 2.5 Mbit/s divided by the links, at most 1.7 Mbit/s and at least 150 kbit/s
   */
  readonly videoBitrate?: (links: number) => number | null;
  /**
   * Milliseconds that a link without media waits for a peer that has vanished from the room without a word.
   *
   * @default 10_000
   */
  readonly graceMs?: number;
  /**
   * Creates the peer connection of a link. Called once for each link; must not hand out the same one twice.
   *
   * @default new RTCPeerConnection(configuration)
   */
  readonly createPeerConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

const DEFAULTS = {
  relayOnly: false,
  receive: ["audio", "video"],
  channels: {},
  videoBitrate: videoBitrateFor,
  graceMs: 10_000,
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
} satisfies MeshOptions;

/** A mesh's options, checked, with the defaults filled in; ICE servers have none. */
export interface ResolvedMeshOptions
  extends Required<Omit<MeshOptions, "iceServers" | "channels">>, Pick<MeshOptions, "iceServers"> {
  readonly channels: ReadonlyMap<string, ChannelOptions>;
}

/** Fills in the defaults. @throws MeshError `bad_option`, naming the option and what it expected. */
export function resolveMeshOptions(options: MeshOptions): ResolvedMeshOptions {
  const resolved = withDefaults(DEFAULTS, options);
  const { graceMs, channels } = resolved;
  requireMs("graceMs", graceMs);
  return Object.freeze({ ...resolved, channels: resolveChannels(channels) });
}

function requireMs(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new MeshError("bad_option", null, `${name}: expected milliseconds; got ${String(value)}`);
}
