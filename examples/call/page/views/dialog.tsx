import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { Icon } from "./icon.tsx";

interface DialogProps {
  readonly title: string;
  readonly open: Signal<boolean>;
  readonly children: ComponentChildren;
}

/** A window over the page, while `open` says so. The browser keeps the focus inside, and closes it at Escape. */
export function Dialog({ title, open, children }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const isOpen = open.value;
  const close = (): void => {
    open.value = false;
  };
  useLayoutEffect(() => {
    if (isOpen) ref.current?.showModal();
    else ref.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={heading}
      onClose={close}
      onClick={(event) => event.target === ref.current && close()}
    >
      <div class="dialog-header">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="round quiet" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {isOpen && <div class="dialog-body">{children}</div>}
    </dialog>
  );
}
