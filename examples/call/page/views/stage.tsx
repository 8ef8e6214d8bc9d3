import type { JSX } from "preact";

import type { Call } from "../model/call.ts";
import { layOut } from "../model/layout.ts";
import { Notes } from "./notes.tsx";
import { Offers } from "./offers.tsx";
import { OwnTile, PersonTile } from "./person-tile.tsx";
import { ScreenTile } from "./screen-tile.tsx";
import { ShareLink } from "./share-link.tsx";
import { useSize } from "./size.ts";

const GAP = 10;

/**
 * Everybody's picture, and the screens that are shared. All of them are in one list and stay there, wherever they are shown:
 * a video that is moved within the page stutters.
 */
export function Stage({ call, link }: { readonly call: Call; readonly link: string }): JSX.Element {
  const [ref, size] = useSize<HTMLUListElement>();
  const people = call.people.value;
  const sharing = people.filter(({ screen }) => screen.value !== null);
  const layout = layOut(people.length + 1, sharing.length, size ?? { width: 0, height: 0 }, GAP);
  return (
    <div class="stage">
      <ul class="tiles" ref={ref} aria-label="People in the call">
        {sharing.map((person, index) => (
          <ScreenTile key={`screen ${person.key}`} call={call} person={person} place={layout.screens[index]} />
        ))}
        {people.map((person, index) => (
          <PersonTile key={person.key} call={call} person={person} place={layout.people[index]} />
        ))}
        <OwnTile key="own" call={call} place={layout.people[people.length]} />
      </ul>
      <Notes call={call} />
      {call.isAlone.value && <Alone link={link} />}
      <Offers call={call} />
    </div>
  );
}

function Alone({ link }: { readonly link: string }): JSX.Element {
  return (
    <section class="alone" aria-labelledby="alone">
      <h2 id="alone">You are alone here</h2>
      <p class="soft">Share this link with those you want to talk to.</p>
      <ShareLink link={link} />
    </section>
  );
}
