import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { announce } from "../model/announcer.ts";
import { Icon } from "./icon.tsx";

/** The link to the call, to be copied, or to be handed to another app where the system can do that. */
export function ShareLink({ link }: { readonly link: string }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div class="share">
      <input
        ref={field}
        readOnly
        value={link}
        aria-label="Link to this call"
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      {"share" in navigator && matchMedia("(pointer: coarse)").matches ? (
        <HandOver link={link} />
      ) : (
        <Copy link={link} onFailure={() => field.current?.focus()} />
      )}
    </div>
  );
}

interface CopyProps {
  readonly link: string;
  readonly onFailure: () => void;
}

function Copy({ link, onFailure }: CopyProps): JSX.Element {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      announce("The link is copied.");
      isCopied.value = true;
      setTimeout(() => (isCopied.value = false), 2500);
    } catch {
      // then its owner has to do it: it is selected for that
      onFailure();
    }
  };
  return (
    <button type="button" aria-label="Copy link" onClick={() => void copy()}>
      <Icon name={isCopied.value ? "check" : "copy"} />
      {isCopied.value ? "Copied" : "Copy"}
    </button>
  );
}

function HandOver({ link }: { readonly link: string }): JSX.Element {
  // it rejects if the user changes their mind: that is no error
  const share = (): Promise<void> => navigator.share({ title: "Video call", url: link }).catch(() => {});
  return (
    <button type="button" aria-label="Share link" onClick={() => void share()}>
      <Icon name="share" /> Share
    </button>
  );
}
