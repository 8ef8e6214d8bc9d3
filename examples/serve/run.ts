import { StartError } from "./start-error.ts";

/** Runs a program. What its user can mend gets one line and exit code 1, a bug gets its stack; `--help` prints `usage`. */
export async function run(usage: string, start: () => Promise<void>): Promise<void> {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    console.log(usage);
    return;
  }
  stopWithoutReader();
  try {
    await start();
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    process.exit(1);
  }
}

/** When nobody reads the output any more, as after `npm start | head -3`, it is time to stop, as at a SIGTERM. */
function stopWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => process.kill(process.pid, "SIGTERM"));
  }
}
