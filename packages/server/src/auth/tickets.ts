import { createHash, randomBytes } from "node:crypto";

import { positiveNumber, refuseUnknown, wrong } from "../option-checks.ts";

/** @see createTickets */
export interface TicketOptions {
  /** How long a ticket holds, in milliseconds. @default 30_000 */
  readonly lifetimeMs?: number;
  /** How many may be out at once; one more, and the oldest gives way. @default 10_000 */
  readonly maxTickets?: number;
}

/** One-time secrets for URLs, each of which stands for a value. */
export interface Tickets<T> {
  /** Makes a ticket for a value: 256 random bits, as 43 characters that need no escaping in a URL. */
  issue(value: T): string;
  /** What a ticket stands for, once. `null` for one that is unknown, used, expired or no ticket at all. */
  redeem(ticket: unknown): T | null;
}

/**
 * Tickets for where a client can send nothing but a URL, which ends up in logs and histories: whoever finds a ticket there
 * finds it used. They are kept in this process, as SHA-256 hashes: what one process has issued no other can redeem.
 *
 * At the bound the oldest gives way, because an honest ticket is used within a second: who asks for many takes little from
 * others. To refuse new ones instead would let whoever fills the store keep everybody out.
 *
 * @throws ConfigError `invalid_option`
 */
export function createTickets<T>(options: TicketOptions = {}): Tickets<T> {
  refuseUnknown("createTickets", options, ["lifetimeMs", "maxTickets"]);
  const { lifetimeMs = 30_000, maxTickets = 10_000 } = options;
  positiveNumber("lifetimeMs", lifetimeMs);
  if (!Number.isInteger(maxTickets) || maxTickets < 1) throw wrong("maxTickets", maxTickets, "a positive whole number");
  return new TicketStore(lifetimeMs, maxTickets);
}

class TicketStore<T> implements Tickets<T> {
  readonly #lifetimeMs: number;
  readonly #maxTickets: number;
  /** The oldest first. */
  readonly #tickets = new Map<string, { readonly value: T; readonly expiresAt: number }>();

  constructor(lifetimeMs: number, maxTickets: number) {
    this.#lifetimeMs = lifetimeMs;
    this.#maxTickets = maxTickets;
  }

  issue(value: T): string {
    const ticket = randomBytes(TICKET_BYTES).toString("base64url");
    const now = performance.now();
    this.#sweep(now);
    this.#tickets.set(hash(ticket), { value, expiresAt: now + this.#lifetimeMs });
    return ticket;
  }

  redeem(ticket: unknown): T | null {
    if (typeof ticket !== "string" || ticket.length !== TICKET_LENGTH) return null;
    const id = hash(ticket);
    const found = this.#tickets.get(id);
    // before anybody is answered: two that come at once are not both let in
    this.#tickets.delete(id);
    return found === undefined || performance.now() >= found.expiresAt ? null : found.value;
  }

  /** Makes room for one more. */
  #sweep(now: number): void {
    for (const [id, { expiresAt }] of this.#tickets) {
      if (expiresAt > now && this.#tickets.size < this.#maxTickets) return;
      this.#tickets.delete(id);
    }
  }
}

const TICKET_BYTES = 32;
const TICKET_LENGTH = 43;

/** Comparing hashes tells nothing about tickets by its time, and neither does a copy of this process's memory. */
function hash(ticket: string): string {
  return createHash("sha256").update(ticket).digest("base64url");
}
