import { attempt } from "./remembered.ts";

const KEY = "client-key";

/**
 * This tab's secret, 128 bits in hexadecimal: by it the server knows somebody who comes back, after a reload or over
 * another network. It lasts as long as the tab.
 */
export function clientKey(): string {
  const known = attempt(() => sessionStorage.getItem(KEY));
  if (known !== null) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  attempt(() => sessionStorage.setItem(KEY, key));
  return key;
}
