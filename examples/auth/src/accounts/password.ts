import { nameKey, readName } from "./account-name.ts";

/** More than this in UTF-16 is no password, whatever normalising makes of it. */
const MAX_INPUT = 1_024;
const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 256;

/**
 * Reads what somebody has typed as their password. Gives it back in NFKC, so that every keyboard makes the same of it
 * (NIST SP 800-63B-4, section 3.1.1.2), or `null` if it cannot be one: not a string of 12 to 256 characters.
 */
export function readTypedPassword(given: unknown): string | null {
  if (typeof given !== "string" || given.length > MAX_INPUT || !given.isWellFormed()) return null;
  const password = given.normalize("NFKC");
  const { length } = Array.from(password);
  return length >= MIN_CHARACTERS && length <= MAX_CHARACTERS ? password : null;
}

/**
 * Reads what somebody has chosen as a new password. `null` for what {@link readTypedPassword} does not take either, and
 * for what is tried first: the name of the account, the same few characters again and again, neighbours in the alphabet
 * or on the keyboard, and the words of the commonest passwords.
 */
export function readPassword(given: unknown, name?: string): string | null {
  const password = readTypedPassword(given);
  if (password === null) return null;
  const plain = nameKey(password);
  if (name !== undefined && plain === nameKey(readName(name) ?? name)) return null;
  if (new Set(plain).size < MIN_DIFFERENT) return null;
  return isGuessedFirst(plain.replaceAll(/[^\p{L}\p{N}]/gu, "")) ? null : password;
}

/** With fewer, as in `121212121212`, it is a short password, typed again and again. */
const MIN_DIFFERENT = 5;

/** What people take when they have to take something, each as long as one likes. */
const SEQUENCES = [
  "0123456789",
  "9876543210",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "1qaz2wsx3edc4rfv5tgb",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
];
const WORDS = [
  "password",
  "passwort",
  "passw0rd",
  "p4ssword",
  "letmein",
  "welcome",
  "iloveyou",
  "admin",
  "administrator",
  "login",
  "qwerty",
  "qwertz",
  "azerty",
  "changeme",
  "secret",
  "monkey",
  "dragon",
  "football",
  "baseball",
  "sunshine",
  "princess",
  "parlor",
];

/** Whether common words and sequences are all there is, or two characters short of it. */
function isGuessedFirst(plain: string): boolean {
  const rest = WORDS.reduce((text, word) => text.replaceAll(word, ""), plain);
  return withoutSequences(rest).length <= 2;
}

function withoutSequences(text: string): string {
  let rest = "";
  for (let at = 0; at < text.length;) {
    const length = sequenceAt(text, at);
    if (length < 3) rest += text.charAt(at);
    at += length < 3 ? 1 : length;
  }
  return rest;
}

/** How long the part of the text from there on is that some sequence has, going round at its end. */
function sequenceAt(text: string, at: number): number {
  let longest = 0;
  for (const sequence of SEQUENCES) {
    const from = sequence.indexOf(text.charAt(at));
    if (from < 0) continue;
    let length = 1;
    while (at + length < text.length && text[at + length] === sequence[(from + length) % sequence.length]) length += 1;
    longest = Math.max(longest, length);
  }
  return longest;
}
