// The application of examples/auth as it is, but with a database in memory that has accounts in it already, and with
// sessions as short as a test wants them. `ACCOUNTS` are their names, `SESSION_MS` is how long a session lasts.
import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import { createApp, SOCKET_PATH } from "../../../examples/auth/src/app.ts";
import { openDatabase } from "../../../examples/auth/src/database/open-database.ts";
import { openKeyRing } from "../../../examples/auth/src/sessions/key-ring.ts";
import { readSettings } from "../../../examples/auth/src/settings.ts";
import { createLog } from "../../../examples/call/src/log.ts";
import { listen } from "../../../examples/serve/listen.ts";
import { createHttps } from "../../../examples/serve/serve.ts";
import { ADMIN, PASSWORD } from "./accounts.ts";

const { ACCOUNTS = "[]", SESSION_MS = "1800000", ...env } = process.env;
const settings = { ...readSettings(env), sessionMinutes: Number(SESSION_MS) / 60_000 };
const [database, keys] = await Promise.all([openDatabase({ folder: null }), openKeyRing(null)]);
const accounts = new Accounts(database);
const names: string[] = JSON.parse(ACCOUNTS);
await accounts.create({ name: ADMIN, password: PASSWORD, role: "admin" });
await Promise.all(names.map((name) => accounts.create({ name, password: PASSWORD })));

const app = await createApp({ database, keys, settings, log: createLog("warn") });
const server = await createHttps(app.router, settings.certificate);
app.parlor.attach(server, { path: SOCKET_PATH });
const { port } = await listen(server, settings);
process.stdout.write(`https://localhost:${port}/\n`);
