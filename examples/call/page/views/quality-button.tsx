import type { JSX } from "preact";
import { useId, useRef } from "preact/hooks";

import type { Person } from "../model/person.ts";
import { barsOf, explain, factsOf } from "../model/quality-words.ts";

/** How good the connection to somebody is, as bars; pressed, in words and numbers. */
export function QualityButton({ person }: { readonly person: Person }): JSX.Element {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const name = person.name.value;
  const quality = person.trouble.value === null ? person.quality.value : null;
  const bars = barsOf(quality);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="tile-button"
        popoverTarget={id}
        aria-label={`Connection to ${name}: ${bars.words}`}
        title={`Connection: ${bars.words}`}
      >
        <span class="bars" data-bars={bars.count}>
          <i />
          <i />
          <i />
        </span>
      </button>
      <div
        id={id}
        popover="auto"
        class="quality"
        role="dialog"
        aria-label={`Connection to ${name}`}
        onBeforeToggle={({ currentTarget }) => putBeside(currentTarget, button.current)}
      >
        <h2>
          {name}: {bars.words}
        </h2>
        <p class="verdict">{explain(quality)}</p>
        <dl>
          {factsOf(quality).map(([fact, value]) => [<dt key={fact}>{fact}</dt>, <dd key={`is ${fact}`}>{value}</dd>])}
        </dl>
      </div>
    </>
  );
}

const EDGE = 8;
const WIDTH = 350;

/** Below the button or above it, where there is more room, and within the window. */
function putBeside(popover: HTMLElement, button: HTMLElement | null): void {
  if (button === null) return;
  const { top, right, bottom } = button.getBoundingClientRect();
  const isLow = top > innerHeight / 2;
  const room = isLow ? top : innerHeight - bottom;
  popover.style.left = `${Math.max(EDGE, right - WIDTH)}px`;
  popover.style.top = isLow ? "auto" : `${bottom}px`;
  popover.style.bottom = isLow ? `${innerHeight - top}px` : "auto";
  popover.style.maxHeight = `${room - EDGE}px`;
}
