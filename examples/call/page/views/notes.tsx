import type { JSX } from "preact";

import type { Call } from "../model/call.ts";
import { connectionInWords } from "../model/connection-words.ts";
import { useNow } from "./now.ts";
import { ProblemNotices } from "./problem-notices.tsx";

/** What is the matter, over the pictures. Nothing is, most of the time. */
export function Notes({ call }: { readonly call: Call }): JSX.Element {
  const { media, screenShare } = call;
  return (
    <div class="notes">
      <ConnectionNote call={call} />
      {media.hasNewProblem.value && (
        <div class="note problem">
          <ProblemNotices media={media} />
          <button type="button" onClick={() => (media.hasNewProblem.value = false)}>
            All right
          </button>
        </div>
      )}
      {screenShare.isOn.value && (
        <p class="note">
          You are sharing your screen
          <button type="button" onClick={() => screenShare.stop()}>
            Stop sharing
          </button>
        </p>
      )}
      {media.isSoundBlocked.value && (
        <p class="note">
          Your browser keeps the others silent
          <button type="button" class="primary" onClick={() => media.playback.resume()}>
            Click to hear
          </button>
        </p>
      )}
    </div>
  );
}

function ConnectionNote({ call }: { readonly call: Call }): JSX.Element | null {
  const state = call.state.value;
  // it counts the seconds down
  const now = useNow(state.name === "waiting");
  const connected = call.people.value.filter(({ trouble }) => trouble.value === null);
  const words = connectionInWords(state, { now, others: connected.length });
  return words === null ? null : <p class="note warning">{words}</p>;
}
