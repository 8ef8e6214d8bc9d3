import type { Json } from "@parlor/protocol";

/** The details of `going_away`: when to come back, spread over a window so that not all clients do in the same instant. */
export function comeBack(windowMs: number): Json {
  return { after_ms: Math.floor(Math.random() * windowMs) };
}
