// the way to the server
export { connect } from "./connection/connect.ts";
export type { Connection, Heard, Said } from "./connection/connection.ts";
export type { ConnectionState } from "./connection/connection-state.ts";
export { fullJitter } from "./connection/retry-policy.ts";
export type { RetryContext, RetryPolicy } from "./connection/retry-policy.ts";
export type { AskForToken, TokenIn } from "./connection/token.ts";
export type { CreateSocket, WebSocketLike } from "./connection/socket.ts";

// who is in the room
export { createRoom } from "./room/room.ts";
export type { Room, RoomMessage } from "./room/room.ts";
export type { LeftMember, MembersChange, ReturnedMember, RoomMember } from "./room/member.ts";
export type { RoomOptions } from "./room/options.ts";

// the ways to the other peers
export { createMesh } from "./mesh/mesh.ts";
export type { Mesh } from "./mesh/mesh.ts";
export type { MeshEvents, OfLink } from "./mesh/mesh-events.ts";
export type { Link } from "./mesh/link.ts";
export type { Signaling } from "./mesh/signaling.ts";
export type { SignalEvents } from "./connection/signal-events.ts";

export { videoBitrateFor } from "./link/bitrate.ts";
export type { ChannelOptions } from "./link/channel-options.ts";
export type { Sendable } from "./link/channel-writer.ts";
export type { PeerState } from "./link/peer-state.ts";

// how well they work
export { createQualityMonitor } from "./quality/quality-monitor.ts";
export type { QualityEvents, QualityMonitor, QualityOptions } from "./quality/quality-monitor.ts";
export type {
  CandidateType,
  LinkPath,
  LinkQuality,
  QualityReason,
  QualityVerdict,
  VideoQuality,
} from "./quality/quality.ts";

// files
export { createFiles } from "./files/files.ts";
export type { Files, FilesEvents } from "./files/files.ts";
export type { FileTransfer, SendableFile, SendFileOptions } from "./files/file-transfer.ts";
export type { IncomingFile } from "./files/incoming-file.ts";
export type { FileFacts, TransferState } from "./files/transfer.ts";

// cameras, microphones, speakers
export { createLocalMedia } from "./media/local-media.ts";
export type { LocalMedia, LocalMediaEvents } from "./media/local-media.ts";
export type { LocalMediaOptions } from "./media/options.ts";
export type { DeviceKind, DeviceState, OpenDevice } from "./media/device-state.ts";
export { listDevices } from "./media/list-devices.ts";
export type { Device, DeviceList } from "./media/list-devices.ts";
export { permissionOf, watchPermission } from "./media/permission.ts";
export type { DevicePermission } from "./media/permission.ts";
export { shareScreen } from "./media/share-screen.ts";
export type { ShareScreenOptions } from "./media/share-screen.ts";
export { createLevelMeter } from "./media/level-meter.ts";
export type { LevelMeter, LevelMeterEvents, LevelMeterOptions } from "./media/level-meter.ts";
export { createPlayback } from "./media/playback.ts";
export type { Playback, PlaybackEvents } from "./media/playback.ts";

// all of them
export { CLIENT_ERRORS, ClientError, ConnectionError, MediaError, MeshError } from "./errors.ts";
export type { ClientErrorCode } from "./errors.ts";
export type { ConnectOptions } from "./connection/options.ts";
export type { MeshOptions } from "./mesh/options.ts";

// the words of the protocol that the above speaks in
export type {
  Addressees,
  ErrorCode,
  ErrorData,
  EventMap,
  IceServer,
  IceServersData,
  Json,
  LeftReason,
  Message,
  ServerEvents,
} from "@parlor/protocol";
