import { createTickets } from "@parlor/server/auth";

import type { Accounts } from "../accounts/accounts.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How the first admin comes to be: whoever starts the server gets a link that makes that account, once and within a day.
 * So no account has a password that somebody else has thought up, and the first stranger to register is no admin.
 */
export class SetUp {
  readonly #accounts: Accounts;
  readonly #tickets = createTickets<"admin">({ lifetimeMs: DAY_MS, maxTickets: 10 });

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** A ticket for the link, or `null` if there is an admin already. */
  async issue(): Promise<string | null> {
    return (await this.#accounts.hasAdmin()) ? null : this.#tickets.issue("admin");
  }

  /** Whether it is still wanted. Says nothing about a ticket: looking at one would use it up. */
  async isOpen(): Promise<boolean> {
    return !(await this.#accounts.hasAdmin());
  }

  /** Whether this ticket makes the admin's account, which it then does not again. */
  async redeem(ticket: unknown): Promise<boolean> {
    return this.#tickets.redeem(ticket) !== null && (await this.isOpen());
  }
}

/** The path of the link. */
export function setUpPath(ticket: string): string {
  return `/register?${new URLSearchParams({ setup: ticket }).toString()}`;
}
