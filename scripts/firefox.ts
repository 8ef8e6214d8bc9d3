// Calls between Firefox and Chromium: `npm run firefox`.
import { runInLab } from "./lab.ts";

await runInLab("firefox", { "firefox-esr": "firefox-esr" });
