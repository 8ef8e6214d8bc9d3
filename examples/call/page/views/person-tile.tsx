import type { JSX } from "preact";

import type { Call } from "../model/call.ts";
import type { Rect } from "../model/layout.ts";
import type { Person } from "../model/person.ts";
import { Avatar } from "./avatar.tsx";
import { QualityButton } from "./quality-button.tsx";
import { Caption, Tile } from "./tile.tsx";
import { Video } from "./video.tsx";

interface PersonTileProps {
  readonly call: Call;
  readonly person: Person;
  readonly place: Rect | undefined;
}

/** Somebody else. */
export function PersonTile({ call, person, place }: PersonTileProps): JSX.Element {
  const name = person.name.value;
  const isMuted = person.isMuted.value;
  const isSeen = person.isSeen.value;
  const stream = person.camera.value;
  const trouble = person.trouble.value;
  return (
    <Tile
      kind="person"
      place={place}
      label={describePerson(name, { isMuted, isSeen })}
      isSeen={isSeen}
      isSpeaking={call.speaker.current.value === person}
      isFaint={trouble === "lost"}
    >
      {stream !== null && <Video playback={call.media.playback} stream={stream} tracks={person.tracks.value} />}
      <Avatar name={name} />
      {trouble !== null && (
        <p class="trouble">
          <span class="spinner" />
          {trouble === "lost" ? "Connection lost, waiting…" : "Connecting…"}
        </p>
      )}
      <Caption name={name} isMuted={isMuted} />
      <div class="tile-buttons">
        <QualityButton person={person} />
      </div>
    </Tile>
  );
}

/** Oneself, as in a mirror. */
export function OwnTile({ call, place }: Omit<PersonTileProps, "person">): JSX.Element {
  const { media, name } = call;
  const isSeen = media.isSeen.value;
  const isMuted = !media.isHeard.value;
  return (
    <Tile
      kind="own"
      place={place}
      label={describePerson("You", { isMuted, isSeen })}
      isSeen={isSeen}
      isSpeaking={call.speaker.current.value === "me"}
    >
      <Video playback={media.playback} stream={media.stream} isOwn isMirrored={media.isMirrored.value} />
      <Avatar name={name} />
      <Caption name={name === "" ? "You" : `${name} (you)`} isMuted={isMuted} />
    </Tile>
  );
}

function describePerson(
  name: string,
  { isMuted, isSeen }: { readonly isMuted: boolean; readonly isSeen: boolean },
): string {
  return [name, isMuted && "muted", !isSeen && "camera off"].filter(Boolean).join(", ");
}
