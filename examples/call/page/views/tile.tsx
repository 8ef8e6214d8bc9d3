import type { ComponentChildren, JSX, RefObject } from "preact";

import type { Rect } from "../model/layout.ts";
import { Icon } from "./icon.tsx";

interface TileProps {
  /** Where it lies on the stage; `undefined` until the stage was measured. */
  readonly place: Rect | undefined;
  /** What screen readers say of it. */
  readonly label: string;
  readonly kind: "person" | "own" | "screen";
  /** Whether there is a picture to be seen. */
  readonly isSeen: boolean;
  readonly isSpeaking?: boolean;
  /** Whether what it shows is not of this moment. */
  readonly isFaint?: boolean;
  readonly tileRef?: RefObject<HTMLLIElement | null>;
  readonly children: ComponentChildren;
}

/** A picture with what belongs to it, at its place on the stage. */
export function Tile(props: TileProps): JSX.Element {
  const { place, label, kind, isSeen, isSpeaking = false, isFaint = false, tileRef = null, children } = props;
  const looks = ["tile", kind, isSeen && "seen", isSpeaking && "speaking", isFaint && "faint"];
  return (
    <li
      ref={tileRef}
      class={looks.filter(Boolean).join(" ")}
      aria-label={label}
      hidden={place === undefined}
      style={
        place && { translate: `${place.x}px ${place.y}px`, width: `${place.width}px`, height: `${place.height}px` }
      }
    >
      {children}
    </li>
  );
}

/** The name on a picture, and whether its owner is muted. */
export function Caption({ name, isMuted = false }: { readonly name: string; readonly isMuted?: boolean }): JSX.Element {
  return (
    <p class="caption" aria-hidden="true">
      {isMuted && <Icon name="microphone" off />}
      <span class="name">{name}</span>
    </p>
  );
}
