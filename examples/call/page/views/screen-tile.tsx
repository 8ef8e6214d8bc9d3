import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import type { Call } from "../model/call.ts";
import type { Rect } from "../model/layout.ts";
import type { Person } from "../model/person.ts";
import { Icon } from "./icon.tsx";
import { Caption, Tile } from "./tile.tsx";
import { Video } from "./video.tsx";

interface ScreenTileProps {
  readonly call: Call;
  readonly person: Person;
  readonly place: Rect | undefined;
}

/** A screen that somebody shares: shown whole. */
export function ScreenTile({ call, person, place }: ScreenTileProps): JSX.Element {
  const tile = useRef<HTMLLIElement>(null);
  const stream = person.screen.value;
  const title = `${person.name.value}’s screen`;
  return (
    <Tile kind="screen" place={place} label={title} isSeen tileRef={tile}>
      {stream !== null && <Video playback={call.media.playback} stream={stream} />}
      <Caption name={title} />
      {document.fullscreenEnabled && (
        <div class="tile-buttons">
          <button
            type="button"
            class="tile-button"
            aria-label={`${title} in full screen, or back`}
            title="Full screen"
            onClick={() => void toggleFullscreen(tile.current)}
          >
            <Icon name="expand" />
          </button>
        </div>
      )}
    </Tile>
  );
}

async function toggleFullscreen(element: HTMLElement | null): Promise<void> {
  try {
    if (document.fullscreenElement === null) await element?.requestFullscreen();
    else await document.exitFullscreen();
  } catch {
    // the browser does not want to, and the picture stays as it is
  }
}
