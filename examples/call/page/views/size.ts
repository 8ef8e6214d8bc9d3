import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import type { Size } from "../model/layout.ts";

/** The size of an element as it is now, and a ref to put on it. `null` until it was measured. */
export function useSize<Kind extends HTMLElement>(): [ref: RefObject<Kind | null>, size: Size | null] {
  const ref = useRef<Kind>(null);
  const size = useSignal<Size | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = (): void => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [size]);
  return [ref, size.value];
}
