import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import icon from "../icon.svg";
import { Icon, type IconName } from "./icon.tsx";

interface MessagePageProps {
  readonly sign: IconName;
  readonly title: string;
  /** Words, and buttons in a `.actions`. */
  readonly children: ComponentChildren;
}

/** A page that says one thing, and offers what can be done about it. */
export function MessagePage({ sign, title, children }: MessagePageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // screen readers begin to read here, and the keyboard is not at a button that is gone
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <div class="page">
      <PageHeader />
      <main class="message">
        <div class="sign">
          <Icon name={sign} />
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
    </div>
  );
}

export function PageHeader(): JSX.Element {
  return (
    <header class="page-header">
      <a class="brand" href="/">
        <Brand />
      </a>
    </header>
  );
}

/** The sign of all pages. */
export function Brand(): JSX.Element {
  return (
    <>
      <img src={icon} alt="" width="32" height="32" /> <span>Parlor</span>
    </>
  );
}
