// Writes into the database in a folder, says so, and then has it open for as long as it lives.
import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import { openDatabase } from "../../../examples/auth/src/database/open-database.ts";
import { createCountingHasher } from "./counting-hasher.ts";

const [folder = ""] = process.argv.slice(2);
const database = await openDatabase({ folder });
await new Accounts(database, createCountingHasher()).create({ name: "Ann", password: "correct horse battery" });
process.stdout.write("written\n");
setInterval(() => undefined, 60_000);
