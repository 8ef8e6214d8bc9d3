/**
 * Calls `listener` when the browser says that the device is on a network again, or on another kind of one (where the browser
 * tells it: https://wicg.github.io/netinfo/#dom-networkinformation-type). Returns what ends it. Where there are no such events,
 * as in Node, nothing happens.
 */
export function onNetworkChange(listener: () => void): () => void {
  if (typeof addEventListener !== "function") return () => {};
  const over = new AbortController();
  const { signal } = over;
  addEventListener("online", listener, { signal });
  const network = readNetwork();
  let type = network?.type;
  // it also tells each new estimate of the speed, which is no reason to do anything
  const compare = (): void => {
    const before = type;
    type = network?.type;
    if (type !== before) listener();
  };
  network?.addEventListener("change", compare, { signal });
  return () => over.abort();
}

interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/** Not in the DOM's types, because not in every browser. */
function readNetwork(): NetworkInformation | null {
  const candidate = typeof navigator === "object" && "connection" in navigator ? navigator.connection : null;
  return candidate instanceof EventTarget ? candidate : null;
}
