import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

import type { App } from "../model/app.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { PageHeader } from "./message-page.tsx";
import { Preview } from "./preview.tsx";
import { ProblemNotices } from "./problem-notices.tsx";
import { ShareLink } from "./share-link.tsx";

const LONGEST_NAME = 60;

/** Before the call: how one looks and sounds, and the way in. */
export function Lobby({ app }: { readonly app: App }): JSX.Element {
  const { door, media, name } = app;
  const join = (event: Event): void => {
    event.preventDefault();
    app.join();
  };
  return (
    <div class="page">
      <PageHeader />
      <main class="lobby">
        <div class="setup">
          <Preview media={media} name={name.value} />
          <ProblemNotices media={media} />
          <DeviceMenus media={media} />
        </div>
        <div class="entrance">
          <h1>Ready to join?</h1>
          <form onSubmit={join}>
            {door.name === null ? (
              <NameField name={name} />
            ) : (
              <p class="join-as">
                You join as <strong>{door.name}</strong>
              </p>
            )}
            <button type="submit" class="primary large wide">
              Join
            </button>
          </form>
          <div class="invite">
            <p class="label">Share this link to invite others</p>
            <ShareLink link={door.link} />
          </div>
        </div>
      </main>
    </div>
  );
}

function NameField({ name }: { readonly name: Signal<string> }): JSX.Element {
  return (
    <div class="field">
      <label for="name">Your name</label>
      <input
        id="name"
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="name"
        placeholder="What the others will see"
        onInput={({ currentTarget }) => (name.value = currentTarget.value)}
      />
    </div>
  );
}
