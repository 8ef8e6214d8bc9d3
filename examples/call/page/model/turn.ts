// Who speaks: pure decisions over the levels of everybody. As the SDK's level meter has it, 0 is -60 dBFS, 1 is -10 dBFS.

/** Quieter than this, -38 dBFS, is breath and keyboards. */
const AUDIBLE = 0.44;
/** How much louder somebody else has to be to be the speaker instead: 5 dB. */
const CLEARLY_LOUDER = 0.1;
/** A speaker stays one over the pauses between words. */
const PAUSE_MS = 1200;

/** The speaker of a moment. */
export interface Turn<Who> {
  readonly who: Who;
  /** When they were last heard, in milliseconds. */
  readonly heardAt: number;
}

/** Whose turn it is now, after whose it was before: nobody's (`null`) after a pause. Rings must not flicker. */
export function nextTurn<Who>(
  before: Turn<Who> | null,
  levels: ReadonlyMap<Who, number>,
  now: number,
): Turn<Who> | null {
  const [loudest, level] = [...levels].toSorted(([, one], [, other]) => other - one)[0] ?? [null, 0];
  if (before === null || !levels.has(before.who)) return turnOf(loudest, level, now);
  const own = levels.get(before.who) ?? 0;
  if (level >= AUDIBLE && level > own + CLEARLY_LOUDER) return turnOf(loudest, level, now);
  if (own >= AUDIBLE) return { who: before.who, heardAt: now };
  return now - before.heardAt < PAUSE_MS ? before : null;
}

function turnOf<Who>(who: Who | null, level: number, now: number): Turn<Who> | null {
  return who !== null && level >= AUDIBLE ? { who, heardAt: now } : null;
}

/** The same measure for what a link says of its `audioLevel`, which is an amplitude. */
export function levelOf(amplitude: number): number {
  return amplitude <= 0 ? 0 : Math.min(1, Math.max(0, (20 * Math.log10(amplitude) + 60) / 50));
}
