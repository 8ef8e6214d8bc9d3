import { signal } from "@preact/signals";

/** What has just happened, for those who cannot see it: the page reads it out from a live region. */
export const announcement = signal("");

/** Has screen readers say a sentence once they have said what they are saying. */
export function announce(sentence: string): void {
  announcement.value = sentence;
}
