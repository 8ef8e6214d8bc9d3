import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { vi } from "vitest";

/** A coturn, which is a STUN server too. */
export interface TurnServer extends AsyncDisposable {
  readonly stunUrl: string;
  /** `turn:`, over UDP. */
  readonly udpUrl: string;
  /** `turn:`, over TCP. */
  readonly tcpUrl: string;
  /** What its credentials are made with. */
  readonly secret: string;
}

const SECRET = "known to two servers";
const PORT = 3478;

/** Starts a coturn at an address. */
export async function startTurnServer(address: string): Promise<TurnServer> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-turn-"));
  const child = spawn("turnserver", argumentsFor(address, folder), { stdio: "ignore" });
  const exited = once(child, "exit");
  await vi.waitFor(() => beAccepted(address), { timeout: 10_000, interval: 20 });
  return {
    stunUrl: `stun:${address}:${PORT}`,
    udpUrl: `turn:${address}:${PORT}?transport=udp`,
    tcpUrl: `turn:${address}:${PORT}?transport=tcp`,
    secret: SECRET,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** No configuration file, and nothing outside its folder. */
function argumentsFor(address: string, folder: string): string[] {
  const listen = [`--listening-ip=${address}`, `--relay-ip=${address}`, `--listening-port=${PORT}`];
  const secret = ["--use-auth-secret", `--static-auth-secret=${SECRET}`, "--realm=parlor.example", "--fingerprint"];
  const without = ["-n", "--no-cli", "--no-tls", "--no-dtls", "--no-multicast-peers"];
  const files = [`--userdb=${join(folder, "turn.db")}`, `--pidfile=${join(folder, "pid")}`, "--log-file=stdout"];
  return [...listen, ...secret, ...without, ...files, "--simple-log"];
}

/** Connects, and hangs up. Rejects while nobody listens. */
async function beAccepted(address: string): Promise<void> {
  const socket = connect(PORT, address);
  await once(socket, "connect").finally(() => socket.destroy());
}
