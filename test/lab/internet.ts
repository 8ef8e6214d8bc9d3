// A tiny internet of Linux network namespaces. The tests, their server and the TURN server are on the public network:
//
//                  here 10.200.N.1
//                         |
//       +-----------------+------------------+
//   10.200.N.2        10.200.N.3         10.200.N.4
//   router wifi       router cell        router home
//   192.168.2.1       192.168.3.1        192.168.4.1
//       |                 |                  |
//   192.168.2.2       192.168.3.2        192.168.4.2
//       +------ ada ------+                 ben
//
// Ada's device has two ways out, and begins with the first. A host's interfaces are named after the routers they lead to.
import { spawnSync } from "node:child_process";

const ROUTERS = {
  wifi: { number: 2, host: "ada" },
  cell: { number: 3, host: "ada" },
  home: { number: 4, host: "ben" },
} as const;

export type Router = keyof typeof ROUTERS;
export type Host = (typeof ROUTERS)[Router]["host"];

const ALL_ROUTERS = ["wifi", "cell", "home"] as const;
const ALL_HOSTS = ["ada", "ben"] as const;

/** How a router treats those behind it. */
export interface Routing {
  /**
   * "port-preserving" gives a socket the same public port towards everybody, so that peers can reach each other directly;
   * "symmetric" gives it another one for each address that it sends to.
   */
  readonly nat: "port-preserving" | "symmetric";
  readonly udp: "passes" | "blocked";
  /** Whether nothing passes at all. Such a cut is silent: nobody is told. */
  readonly isCut?: boolean;
}

/** What lets everything through that an ordinary router does. */
export const FRIENDLY: Routing = { nat: "port-preserving", udp: "passes" };

/**
 * One such internet, with friendly routers. Several fit side by side into the namespace of the tests, with which they go:
 * `scripts/lab.ts` makes it.
 */
export class Internet {
  /** Where the hosts find whatever the tests start. */
  readonly address: string;
  readonly #number: number;

  /** Builds it. @throws Error outside of a lab: it would get into the machine's own network. */
  constructor() {
    if (process.env["PARLOR_LAB"] !== "1") throw new Error("Not in a lab: start the tests with npm");
    this.#number = takeNumber();
    this.address = `10.200.${this.#number}.1`;
    ip(`addr add ${this.address}/24 dev public${this.#number}\nlink set public${this.#number} up`);
    for (const host of ALL_HOSTS) this.#addNamespace(host);
    for (const router of ALL_ROUTERS) this.#addRouter(router);
    this.setAll(FRIENDLY);
    this.plugIn("wifi");
    this.plugIn("home");
  }

  /** Sets how a router treats those behind it, from now on. */
  set(router: Router, routing: Routing): void {
    run("ip", ["netns", "exec", this.#named(router), "nft", "-f", "-"], rulesFor(routing));
  }

  /** The same for all routers. */
  setAll(routing: Routing): void {
    for (const router of ALL_ROUTERS) this.set(router, routing);
  }

  /** Connects the host behind a router to it: its system sees the network appear, and takes an address in it. */
  plugIn(router: Router): void {
    const { number, host } = ROUTERS[router];
    ip("link set in up", this.#named(router));
    ip(
      `
        addr add 192.168.${number}.2/24 dev ${router}
        link set ${router} up
        route add default via 192.168.${number}.1
      `,
      this.#named(host),
    );
  }

  /** Takes a network away from the host behind a router: its system sees it go, with its address and its routes. */
  unplug(router: Router): void {
    ip(`addr flush dev ${router}\nlink set ${router} down`, this.#named(ROUTERS[router].host));
    ip("link set in down", this.#named(router));
  }

  /** The command line that runs a program on a host. */
  on(host: Host, program: string): readonly string[] {
    return ["ip", "netns", "exec", this.#named(host), program];
  }

  #addRouter(router: Router): void {
    const { number, host } = ROUTERS[router];
    const namespace = this.#addNamespace(router);
    const here = `${router}${this.#number}`;
    ip(`
      link add ${here} type veth peer name out netns ${namespace}
      link set ${here} master public${this.#number} up
    `);
    ip(
      `
        link add in type veth peer name ${router} netns ${this.#named(host)}
        addr add 10.200.${this.#number}.${number}/24 dev out
        addr add 192.168.${number}.1/24 dev in
        link set out up
        route add default via ${this.address}
      `,
      namespace,
    );
    run("ip", ["netns", "exec", namespace, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
  }

  #addNamespace(name: string): string {
    const namespace = this.#named(name);
    run("ip", ["netns", "add", namespace]);
    ip("link set lo up", namespace);
    return namespace;
  }

  #named(name: string): string {
    return `${name}${this.#number}`;
  }
}

/** Finds a number that no other internet has, whichever process it is in: only one can add a link of a name. */
function takeNumber(): number {
  for (let number = 1; number < 255; number += 1) {
    const { status } = spawnSync("ip", ["link", "add", `public${number}`, "type", "bridge"]);
    if (status === 0) return number;
  }
  throw new Error("Cannot add a bridge: does this kernel have them?");
}

/** The rules of a router for nft(8), in the place of all that there were. */
function rulesFor({ nat, udp, isCut = false }: Routing): string {
  return `
    flush ruleset
    table ip nat {
      chain postrouting {
        type nat hook postrouting priority 100
        oifname "out" masquerade ${nat === "symmetric" ? "fully-random" : ""}
      }
    }
    table ip filter {
      chain forward {
        type filter hook forward priority 0
        ${isCut ? "drop" : ""}
        ${udp === "blocked" ? "meta l4proto udp drop" : ""}
        iifname "out" ct state new drop
      }
      chain input {
        type filter hook input priority 0
        iifname "out" ct state new drop
      }
    }
  `;
}

/** Lines of ip(8), in a namespace or here. */
function ip(lines: string, namespace?: string): void {
  run("ip", [...(namespace === undefined ? [] : ["-n", namespace]), "-batch", "-"], lines);
}

function run(program: string, args: readonly string[], input = ""): void {
  const { status, stderr } = spawnSync(program, args, { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}\n${input}${stderr}`);
}
