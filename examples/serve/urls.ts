import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

/** A link to print below the others, and what it is for. */
export interface ExtraLink {
  readonly label: string;
  readonly path: string;
}

/** Prints the URLs to open for a server that listens at `address`: the machine's own first, then those for other machines. */
export function printUrls(address: AddressInfo, path: string, extra: ExtraLink | null = null): void {
  const [first, ...others] = urlsOf(address, path);
  console.log(`\nThe call is at   ${first}`);
  for (const url of others) console.log(`and for others   ${url}`);
  if (extra !== null) console.log(`\n${extra.label}\n  ${urlsOf(address, extra.path)[0]}\n`);
  console.log("Ctrl-C stops it.\n");
}

function urlsOf({ address, port }: AddressInfo, path: string): string[] {
  const hosts = address === "::" || address === "0.0.0.0" ? ["localhost", ...lanAddresses()] : [address];
  return hosts.map((host) => `https://${host.includes(":") ? `[${host}]` : host}:${port}${path}`);
}

function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address);
}
