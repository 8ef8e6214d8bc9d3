import type { JSX } from "preact";

import type { App } from "../model/app.ts";
import { type Again, endInWords } from "../model/end-words.ts";
import type { Ending } from "../model/ending.ts";
import { MessagePage } from "./message-page.tsx";

/** How the call ended, and what can be done now. */
export function EndPage({ app, ending }: { readonly app: App; readonly ending: Ending }): JSX.Element {
  const { door } = app;
  const { title, text, again, sign } = endInWords(ending, door.endings);
  return (
    <MessagePage sign={sign} title={title}>
      <p>{text}</p>
      <div class="actions">
        {again !== null && (
          <button type="button" class="primary" onClick={() => comeBack(app, again)}>
            {again.label}
          </button>
        )}
        <a class="button" href={door.exit.href}>
          {door.exit.label}
        </a>
      </div>
    </MessagePage>
  );
}

function comeBack(app: App, { by }: Again): void {
  if (by === "load") location.reload();
  else app.join();
}
