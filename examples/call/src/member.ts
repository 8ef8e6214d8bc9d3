/** What people get to see of each other before their links say more. The server makes it. */
export type Member = {
  /** Empty if its owner gave none. */
  readonly name: string;
  /** The same for as long as it is the same browser tab, so that somebody who is back is known. */
  readonly tab: string;
};
