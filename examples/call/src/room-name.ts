import { randomInt } from "node:crypto";

/** Crockford's 32 letters and digits: none of them looks like another one of them, aloud or on paper. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/**
 * Makes a name that nobody can guess, such as `kx3f-9m2q-7hwp-t4vn`. Whoever knows it may join, so it has 80 bits of
 * randomness: 16 letters of 5 bits each.
 */
export function newRoomName(): string {
  return Array.from({ length: GROUPS }, randomGroup).join("-");
}

function randomGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
}

const ROOM_NAME = new RegExp(`^${Array.from({ length: GROUPS }, () => `[${LETTERS}]{${GROUP_LENGTH}}`).join("-")}$`);

/** Whether a text is a name as {@link newRoomName} makes them. */
export function isRoomName(text: string): boolean {
  return ROOM_NAME.test(text);
}

/**
 * Reads a name that somebody has typed from paper: in capitals, without the hyphens, with an O for a 0. Gives back the
 * name, or `null` if it cannot be one.
 */
export function readRoomName(typed: string): string | null {
  const letters = typed.toLowerCase().replaceAll("-", "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
  const name = letters.match(/.{4}/g)?.join("-") ?? "";
  return isRoomName(name) && letters.length === GROUPS * GROUP_LENGTH ? name : null;
}
