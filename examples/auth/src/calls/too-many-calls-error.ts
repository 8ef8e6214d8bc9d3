/** An account has as many calls as it can have: it may close some, and make others later (HTTP 409). */
export class TooManyCallsError extends Error {
  override readonly name = "TooManyCallsError";
}
