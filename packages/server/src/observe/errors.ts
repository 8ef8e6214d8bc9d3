/** The codes of thrown errors. What a client hears has a table of its own, `ERRORS` in `@parlor/protocol`. */
export type ParlorErrorCode =
  | "invalid_option"
  | "misspelt_hook"
  | "path_taken"
  | "room_exists"
  | "too_many_rooms"
  | "closed"
  | "hook_failed";

/** Everything that Parlor throws. Match on `code`; messages are for people. */
export abstract class ParlorError extends Error {
  readonly code: ParlorErrorCode;

  constructor(code: ParlorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The developer's mistake: an option, a hook's name, a room that is there already. Thrown to whoever made the call. */
export class ConfigError extends ParlorError {}

/** Where a hook was called. */
export interface HookSite {
  readonly hook: string;
  readonly room: string | null;
  readonly peerId: string | null;
}

/** A hook threw, rejected, did not settle in time, or returned what it may not. Wraps the `cause`; no client sees it. */
export class HookError extends ParlorError {
  readonly site: HookSite;

  constructor(site: HookSite, problem: string, cause?: unknown) {
    super("hook_failed", `${site.hook} ${problem}${where(site)}`, { cause });
    this.site = site;
  }
}

function where({ room, peerId }: HookSite): string {
  const places = [room === null ? "" : `room ${JSON.stringify(room)}`, peerId === null ? "" : `peer ${peerId}`];
  const known = places.filter((place) => place !== "").join(", ");
  return known === "" ? "" : ` (${known})`;
}
