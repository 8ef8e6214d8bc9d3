/** More than this in UTF-16 cannot be a name, whatever normalising makes of it. */
const MAX_INPUT = 200;
const MIN_CHARACTERS = 2;
const MAX_CHARACTERS = 40;

/**
 * What shows nothing, hides or turns round its neighbours, or breaks the line: control and format characters (the
 * bidirectional ones among them), unassigned and private ones, lone surrogates, separators other than the space, and
 * letters that are blank.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
/** Enough for every script in use, too little to smear over the lines above. */
const TOO_MANY_MARKS = /\p{M}{4}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * Reads what somebody has typed as the name of an account. Gives back the name in NFKC, without spaces at its ends or
 * twice in a row; or `null` if it is no name: not 2 to 40 characters, not one line, without a letter or digit, or with
 * characters that nobody sees. Letters of other scripts that look alike are not told apart.
 */
export function readName(given: unknown): string | null {
  if (typeof given !== "string" || given.length > MAX_INPUT) return null;
  const name = given.normalize("NFKC").trim().replaceAll(/ {2,}/g, " ");
  if (INVISIBLE.test(name) || TOO_MANY_MARKS.test(name) || !LETTER_OR_DIGIT.test(name)) return null;
  const { length } = Array.from(name);
  return length >= MIN_CHARACTERS && length <= MAX_CHARACTERS ? name : null;
}

/**
 * What two names have in common that differ in case alone. Made here and not by the database, whose idea of lower case
 * depends on its locale.
 */
export function nameKey(name: string): string {
  // there and back: both kinds of sharp s become "ss", and the two forms of a small sigma one
  return name.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");
}
