import type { Connection } from "@parlor/client";

import type { CallEvents } from "../../src/events.ts";
import type { EndWords } from "./end-words.ts";

/** The way into one call. All that the page does not know of itself: another application has another door. */
export interface Door {
  /** The name under which everybody comes in by this door, or `null`: then they say one, and may leave it empty. */
  readonly name: string | null;
  /** The address to share. */
  readonly link: string;
  /** Who can join with that link, in one sentence. */
  readonly linkNote: string;
  /** Where to go when the call is over. */
  readonly exit: { readonly label: string; readonly href: string };
  /** How a call ends here, by the details that this application's server gives with an error, or by its code. May lack any. */
  readonly endings: ReadonlyMap<string, EndWords>;
  /**
   * Opens the connection to the call, anew each time that somebody joins. Returns at once, as `connect` does. The members'
   * metadata must be a `Member`.
   */
  connect(name: string): Connection<CallEvents>;
}
