import type { Playback } from "@parlor/client";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface VideoProps {
  readonly playback: Playback;
  readonly stream: MediaStream;
  /** Nobody wants to hear themselves. */
  readonly isOwn?: boolean;
  /** As people know themselves. */
  readonly isMirrored?: boolean;
  /** How many tracks there are: the browser may have to be asked to play when there are others. */
  readonly tracks?: number;
}

/** A stream, seen and heard. */
export function Video({ playback, stream, isOwn = false, isMirrored = false, tracks = 0 }: VideoProps): JSX.Element {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (ref.current !== null) playback.play(ref.current, stream);
  }, [playback, stream, tracks]);
  useEffect(() => {
    const element = ref.current;
    return () => {
      if (element !== null) playback.release(element);
    };
  }, [playback]);
  // what is seen is said by the tile around it
  return <video ref={ref} class={isMirrored ? "mirrored" : ""} muted={isOwn} aria-hidden="true" />;
}
