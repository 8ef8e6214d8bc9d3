import { notNegative, positiveNumber, refuseUnknown, wrong } from "../option-checks.ts";

/** What failures cost a key. */
export interface ThrottleRule {
  /** How many failures are free; so many attempts may also be under way at once. At least 1. */
  readonly freeAttempts: number;
  /** How long after the last free failure the next attempt may come, in milliseconds; twice as long after each further one. */
  readonly delayMs: number;
  /** The longest of these delays. */
  readonly maxDelayMs: number;
  /** From how many failures on the key is blocked; `false` for never, so that the delays are all there is. */
  readonly blockAfter: number | false;
  /** For how long it is blocked after its last failure. */
  readonly blockMs: number;
}

/** @see createThrottle */
export interface ThrottleOptions {
  /**
   * For keys of `addressKey`. Many people can share an address, so it has more attempts than one person needs.
   * @default 20 free, then 0.5 s doubling to 10 s, blocked for 15 minutes after 50
   */
  readonly address?: Partial<ThrottleRule>;
  /**
   * For keys of `accountKey(name)`: what all strangers together may try. Never blocked by default: anybody could lock out the
   * owner of a name that way.
   * @default 3 free, then 0.5 s doubling to 10 s, never blocked
   */
  readonly account?: Partial<ThrottleRule>;
  /**
   * For keys of `accountKey(name, address)`, and any of your own.
   * @default 3 free, then 0.5 s doubling to 10 s, blocked for 15 minutes after 10
   */
  readonly other?: Partial<ThrottleRule>;
  /** A key without a failure for so long is forgiven, in milliseconds. @default 1_800_000 (30 minutes) */
  readonly windowMs?: number;
  /** How long an attempt is held until its delay is over; what would take longer is refused at once. For shorter ones than 2 seconds, do not round `afterMs` up to seconds. @default 2_000 */
  readonly maxWaitMs?: number;
  /** How many attempts may be held at once; beyond, one of those with the most failures is refused. @default 100 */
  readonly maxWaiting?: number;
  /** How many keys are remembered; beyond, the one that was used least recently is forgotten. @default 100_000 */
  readonly maxKeys?: number;
}

/** The options, checked and complete. */
export type ThrottleSettings = Required<ThrottleOptions> & Readonly<Record<ThrottleKind, ThrottleRule>>;

type ThrottleKind = "address" | "account" | "other";

const RULE: ThrottleRule = {
  freeAttempts: 3,
  delayMs: 500,
  maxDelayMs: 10_000,
  blockAfter: 10,
  blockMs: 15 * 60_000,
};

const RULES: Readonly<Record<ThrottleKind, ThrottleRule>> = {
  address: { ...RULE, freeAttempts: 20, blockAfter: 50 },
  account: { ...RULE, blockAfter: false },
  other: RULE,
};

/** Checks and completes the options of a throttle. @throws ConfigError `invalid_option` */
export function readThrottleOptions(options: ThrottleOptions): ThrottleSettings {
  refuseUnknown("throttle", options, [...Object.keys(RULES), "windowMs", "maxWaitMs", "maxWaiting", "maxKeys"]);
  return {
    address: readRule("address", options.address ?? {}),
    account: readRule("account", options.account ?? {}),
    other: readRule("other", options.other ?? {}),
    windowMs: positiveNumber("throttle.windowMs", options.windowMs ?? 30 * 60_000),
    maxWaitMs: notNegative("throttle.maxWaitMs", options.maxWaitMs ?? 2000),
    maxWaiting: notNegative("throttle.maxWaiting", options.maxWaiting ?? 100),
    maxKeys: positiveNumber("throttle.maxKeys", options.maxKeys ?? 100_000),
  };
}

function readRule(kind: ThrottleKind, given: Partial<ThrottleRule>): ThrottleRule {
  const path = `throttle.${kind}`;
  refuseUnknown(path, given, Object.keys(RULE));
  const rule = { ...RULES[kind], ...given };
  const { freeAttempts, blockAfter } = rule;
  if (!Number.isInteger(freeAttempts) || freeAttempts < 1) {
    throw wrong(`${path}.freeAttempts`, freeAttempts, "a positive whole number");
  }
  if (blockAfter !== false && !(Number.isInteger(blockAfter) && blockAfter >= freeAttempts)) {
    throw wrong(`${path}.blockAfter`, blockAfter, `false or a whole number of at least freeAttempts (${freeAttempts})`);
  }
  positiveNumber(`${path}.delayMs`, rule.delayMs);
  positiveNumber(`${path}.maxDelayMs`, rule.maxDelayMs);
  positiveNumber(`${path}.blockMs`, rule.blockMs);
  return rule;
}
