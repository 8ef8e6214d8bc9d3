/** A track of a camera or microphone, with the ends and silences that a system can make. */
export class FakeDeviceTrack extends EventTarget {
  readonly kind: "audio" | "video";
  readonly deviceId: string;
  readonly label: string;
  readonly facingMode: string | undefined;
  contentHint = "";
  enabled = true;
  muted = false;
  readyState: "live" | "ended" = "live";

  constructor(kind: "audio" | "video", deviceId = "", label = "", facingMode?: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
    this.label = label;
    this.facingMode = facingMode;
  }

  is(kind: "camera" | "microphone"): boolean {
    return (kind === "camera") === (this.kind === "video");
  }

  getSettings(): MediaTrackSettings {
    const { deviceId, facingMode } = this;
    return facingMode === undefined ? { deviceId } : { deviceId, facingMode };
  }

  /** As the specification has it: no event. */
  stop(): void {
    this.readyState = "ended";
  }

  /** Not by the page: unplugged, broken, or forbidden. */
  end(): void {
    if (this.readyState === "ended") return;
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  /** The system gives nothing for a while, or again. */
  interrupt(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}
