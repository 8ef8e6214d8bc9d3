import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";

const LAMPS = Array.from({ length: 12 }, (_, index) => index);

/** How loud the microphone hears its owner: a row of lamps. Those who cannot see it hear whether they are muted. */
export function Meter({ level }: { readonly level: ReadonlySignal<number> }): JSX.Element {
  const lit = Math.round(level.value * LAMPS.length);
  return (
    <div class="meter" aria-hidden="true" data-level={lit}>
      {LAMPS.map((lamp) => (
        <i key={lamp} class={lamp < lit ? "lit" : ""} />
      ))}
    </div>
  );
}
