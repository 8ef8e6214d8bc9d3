/** What the people of a call say to each other through the server. The rest goes directly from browser to browser. */
export type CallEvents = {
  readonly chat: { readonly text: string };
};

/** The longest chat message, in UTF-16 characters. */
export const LONGEST_TEXT = 4000;

/** The server holds each message against these, and refuses what does not fit. So does the page: it trusts nobody. */
export const EVENTS = { chat: isChat };

function isChat(data: unknown): data is CallEvents["chat"] {
  if (typeof data !== "object" || data === null || !("text" in data)) return false;
  const { text } = data;
  return (
    typeof text === "string" && text.trim() !== "" && text.length <= LONGEST_TEXT && Object.keys(data).length === 1
  );
}
