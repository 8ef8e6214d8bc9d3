import type { JSX } from "preact";

import { colourOf, initialsOf } from "../model/words.ts";
import { Icon } from "./icon.tsx";

const COLOURS = 6;

/** Somebody who is not seen: the first letters of their name on a colour of their own. */
export function Avatar({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="avatar" data-colour={colourOf(name, COLOURS)} aria-hidden="true">
      {initialsOf(name) || <Icon name="person" />}
    </span>
  );
}
