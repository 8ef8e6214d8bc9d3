import type { JSX } from "preact";

/** The page's icons: lines on a grid of 24 by 24. */
const ICONS = {
  microphone: ["M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z", "M6 11a6 6 0 0 0 12 0", "M12 17v4"],
  camera: ["M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2z", "m15 11 6-3.5v9L15 13z"],
  speaker: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z", "M15.5 9a4.2 4.2 0 0 1 0 6", "M18 6.5a7.8 7.8 0 0 1 0 11"],
  screen: [
    "M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z",
    "M8 20h8",
    "M12 13V8",
    "m9.5 10.5 2.5-2.5 2.5 2.5",
  ],
  chat: [
    "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
    "M8 11h.01M12 11h.01M16 11h.01",
  ],
  settings: [
    "M4 7h9M17 7h3M4 17h3M11 17h9",
    "M17 7a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
    "M11 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
  ],
  help: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.8", "M12 16.5h.01"],
  leave: [
    "M3.5 14.7c-.9-1-.8-2.6.3-3.4 4.9-3.5 11.5-3.5 16.4 0 1.1.8 1.2 2.4.3 3.4l-1 1.1c-.5.5-1.3.6-1.9.2l-2.3-1.5c-.4-.3-.7-.7-.7-1.3v-1.6a11 11 0 0 0-5.2 0v1.6c0 .6-.3 1-.7 1.3L6.4 16c-.6.4-1.4.3-1.9-.2z",
  ],
  copy: [
    "M10 8h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z",
    "M6 16H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v1",
  ],
  share: ["M12 15V3", "m8 7 4-4 4 4", "M6 11H5a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-8a1 1 0 0 0-1-1h-1"],
  check: ["m5 12.5 4.5 4.5L19 7.5"],
  close: ["m6 6 12 12M18 6 6 18"],
  attach: ["m20 11.5-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.6 1.6 0 0 1-2.3-2.3l7.3-7.3"],
  send: ["M4 12 3 4.5 21 12 3 19.5z", "M4 12h8"],
  tabs: ["M9 4h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z", "M4 8v11a1 1 0 0 0 1 1h11"],
  invite: ["M13 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0z", "M2 20c0-3.5 3-6 7-6s7 2.5 7 6", "M19 8v6M16 11h6"],
  file: ["M14 3H6a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V8z", "M14 3v5h5"],
  download: ["M12 4v11", "m7.5 11 4.5 4.5 4.5-4.5", "M5 20h14"],
  expand: ["M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5"],
  warning: ["M12 4 2.5 20h19z", "M12 10v4.5", "M12 17.3h.01"],
  person: ["M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0z", "M4.5 20.5c0-3.9 3.3-7 7.5-7s7.5 3.1 7.5 7"],
  people: [
    "M12 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z",
    "M2 20c0-3.5 2.9-6 6.5-6s6.5 2.5 6.5 6",
    "M15.5 4.8a3.5 3.5 0 0 1 0 6.4",
    "M17.5 14.4c2.6.6 4.5 2.7 4.5 5.6",
  ],
} satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof ICONS;

/** A picture for those who see it; what it means has to be said in words beside it. `off` strikes it through. */
export function Icon({ name, off = false }: { readonly name: IconName; readonly off?: boolean }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      {ICONS[name].map((path) => (
        <path key={path} d={path} />
      ))}
      {off && <path class="strike" d="M4 3.5 20.5 20" />}
    </svg>
  );
}
