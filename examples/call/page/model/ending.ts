import type { ErrorData } from "@parlor/client";

/** How a call ended: by leaving, or with the server's last word. */
export type Ending = "left" | ErrorData;
