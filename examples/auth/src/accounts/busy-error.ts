/** There is more to do at once than this server takes on: the client may try again soon (HTTP 503). */
export class BusyError extends Error {
  override readonly name = "BusyError";
}
