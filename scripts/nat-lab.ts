// Calls across NAT and through a TURN server, and networks that fail and change, in a tiny internet: `npm run nat`.
import { runInLab } from "./lab.ts";

await runInLab("nat", { turnserver: "coturn" });
