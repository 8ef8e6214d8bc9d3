/** What the keys of a call do, by key: shown in the help, too. */
export interface Shortcut {
  readonly key: string;
  readonly does: string;
  readonly run: () => void;
}

/** Listens for keys until `signal` is aborted: not while somebody types, and not together with Ctrl and the like. */
export function listenForShortcuts(shortcuts: readonly Shortcut[], signal: AbortSignal): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    const shortcut = shortcuts.find(({ key }) => key === event.key.toLowerCase());
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  };
  addEventListener("keydown", onKeyDown, { signal });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input:not([readonly]), textarea, select, dialog") !== null;
}
