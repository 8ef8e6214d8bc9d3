/** Why the program cannot start, in a sentence for whoever has started it. */
export class StartError extends Error {
  override readonly name = "StartError";
}
