/**
 * An address as a key to count by: one for each IPv4 address, and one for each IPv6 /64, of which one subscriber has them all.
 * IPv4 within IPv6 (`::ffff:0:0/96`, RFC 4291, and NAT64's `64:ff9b::/96`, RFC 6052) counts as IPv4, and zone ids do not
 * count. Whatever is no address shares one key.
 */
export function addressKey(address: unknown): string {
  if (typeof address !== "string") return UNKNOWN;
  const { ip, groups } = readAddress(address) ?? {};
  if (ip === undefined) return UNKNOWN;
  if (groups === undefined) return `address:${ip}`;
  const [network, rest] = [groups.slice(0, 6).join(":"), groups.slice(6)];
  if (network === MAPPED || network === NAT64) return `address:${rest.flatMap(bytesOf).join(".")}`;
  return `address:${groups.slice(0, 4).join(":")}::/64`;
}

/** An address in its one spelling, without a zone id; the eight groups of an IPv6 one. `null` if it is none. */
export function readAddress(address: string): { readonly ip: string; readonly groups?: readonly string[] } | null {
  if (address.length > MAX_LENGTH) return null;
  if (isIpv4(address)) return { ip: address };
  const [bare = ""] = address.split("%");
  if (!IPV6.test(bare) || !URL.canParse(`http://[${bare}]`)) return null;
  // the URL standard's parser knows every spelling of an IPv6 address, and writes the one of RFC 5952
  const ip = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [left = [], right = []] = ip.split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return { ip, groups: [...left, ...zeros, ...right] };
}

const UNKNOWN = "address:unknown";
/** The longest spelling, `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`, and a zone id. */
const MAX_LENGTH = 100;
const IPV6 = /^[\da-f:.]+$/iu;
const MAPPED = "0:0:0:0:0:ffff";
const NAT64 = "64:ff9b:0:0:0:0";

/** Four numbers, without the leading zeros that some take for octal. */
function isIpv4(address: string): boolean {
  const numbers = address.split(".");
  return numbers.length === 4 && numbers.every((part) => /^(?:0|[1-9]\d{0,2})$/u.test(part) && Number(part) < 256);
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
