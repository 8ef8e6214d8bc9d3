import type { JSX } from "preact";

import type { Media } from "../model/media.ts";
import { problemsOf } from "../model/problems.ts";
import { Icon } from "./icon.tsx";

/** What is wrong with the own camera and microphone, and what can be done. Nothing is, most of the time. */
export function ProblemNotices({ media }: { readonly media: Media }): JSX.Element {
  const problems = problemsOf(media.camera.value, media.microphone.value);
  return (
    <div class="problems" role="alert">
      {problems.map(({ title, help }) => (
        <div key={title} class="notice">
          <Icon name="warning" />
          <strong>{title}</strong>
          <p>{help}</p>
        </div>
      ))}
    </div>
  );
}
