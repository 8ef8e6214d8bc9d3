import type { JSX } from "preact";

import type { IncomingOffer, OutgoingFile, Progress } from "../model/files.ts";
import { bytesInWords } from "../model/words.ts";
import { Icon } from "./icon.tsx";

interface IncomingCardProps {
  readonly offer: IncomingOffer;
  readonly onAccept: (() => void) | undefined;
}

/** A file that somebody wants to send: yes or no, then how far it is, then where to get it. */
export function IncomingCard({ offer, onAccept }: IncomingCardProps): JSX.Element {
  const { state } = offer.progress.value;
  const url = offer.url.value;
  return (
    <div class="file" data-state={state}>
      <FileHead name={offer.name} size={offer.size} />
      {state === "waiting" && (
        <div class="actions">
          <button type="button" onClick={() => offer.refuse()}>
            Refuse
          </button>
          <button
            type="button"
            class="primary"
            onClick={() => {
              void offer.accept();
              onAccept?.();
            }}
          >
            Accept
          </button>
        </div>
      )}
      {state === "receiving" && (
        <>
          <ProgressBar label={`Receiving ${offer.name}`} progress={offer.progress.value} />
          <div class="actions">
            <button type="button" onClick={() => offer.cancel()}>
              Cancel
            </button>
          </div>
        </>
      )}
      {url !== null && (
        <div class="actions">
          <a class="button primary" href={url} download={offer.name}>
            <Icon name="download" /> Save
          </a>
        </div>
      )}
      {(state === "refused" || state === "cancelled" || state === "failed") && <p class="receiver">{ENDS[state]}</p>}
    </div>
  );
}

/** A file that one sends oneself: how far it is, for each who gets it. */
export function OutgoingCard({ file }: { readonly file: OutgoingFile }): JSX.Element {
  const isUnderWay = file.receivers.some(({ progress }) => ["waiting", "sending"].includes(progress.value.state));
  return (
    <div class="file">
      <FileHead name={file.name} size={file.size} />
      <ul class="receivers">
        {file.receivers.map(({ person, progress }) => (
          <li key={person.key} class="receiver" data-state={progress.value.state}>
            <span class="name">{person.name}</span>
            <span>{progressInWords(progress.value)}</span>
            {progress.value.state === "sending" && (
              <ProgressBar label={`Sending to ${person.name.value}`} progress={progress.value} />
            )}
          </li>
        ))}
      </ul>
      {isUnderWay && (
        <div class="actions">
          <button type="button" onClick={() => file.cancel()}>
            Cancel
          </button>
        </div>
      )}
    </div>
  );
}

function FileHead({ name, size }: { readonly name: string; readonly size: number }): JSX.Element {
  return (
    <div class="file-head">
      <Icon name="file" />
      <span class="file-name" title={name}>
        {name}
      </span>
      <span class="file-size">{bytesInWords(size)}</span>
    </div>
  );
}

function ProgressBar({ label, progress }: { readonly label: string; readonly progress: Progress }): JSX.Element {
  return <progress aria-label={label} value={progress.fraction} max={1} />;
}

function progressInWords({ state, fraction }: Progress): string {
  if (state === "sending" || state === "receiving") return `${Math.round(fraction * 100)} %`;
  return ENDS[state];
}

const ENDS = {
  waiting: "Waiting for a yes",
  done: "Arrived",
  refused: "Refused",
  cancelled: "Cancelled",
  failed: "The connection broke off",
};
