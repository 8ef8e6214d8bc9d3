import type { JSX } from "preact";

import type { App } from "../model/app.ts";
import type { Ending } from "../model/call.ts";
import { endInWords } from "../model/end-words.ts";
import { MessagePage } from "./message-page.tsx";

/** How the call ended, and what can be done now. */
export function EndPage({ app, ending }: { readonly app: App; readonly ending: Ending }): JSX.Element {
  const { title, text, again, sign } = endInWords(ending);
  return (
    <MessagePage sign={sign} title={title}>
      <p>{text}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => app.join()}>
          {again}
        </button>
        <a class="button" href="/new">
          New call
        </a>
      </div>
    </MessagePage>
  );
}
