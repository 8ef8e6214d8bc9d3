/** The parts of a client's message as the client has written them: each is JSON. */
export interface WrittenMessage {
  readonly event: string;
  readonly data: string;
  readonly to: string;
}

/**
 * Finds the parts of a client's text frame, so that whoever passes them on need not write them again. Knows frames as
 * `JSON.stringify` makes them of `event`, `data` and `to`, in any order, and says `null` for others: with further fields, with
 * one twice, or with white space in between.
 *
 * @param text what `decodeClientMessage` has taken for a message: it is not checked again.
 * @param maxDepth its limit of depth, if it is a client's text. Of two equal keys `decodeClientMessage` sees one value only, and
 * the other one may be deeper: such a text is not to be passed on.
 */
export function sliceClientMessage(text: string, maxDepth?: number): WrittenMessage | null {
  let event: string | null = null;
  let data: string | null = null;
  let to: string | null = null;
  let end = 0;
  do {
    // behind the brace or the comma
    const key = end + 1;
    if (event === null && text.startsWith(EVENT_KEY, key)) {
      end = endOfValue(text, key + EVENT_KEY.length, maxDepth);
      event = text.slice(key + EVENT_KEY.length, end);
    } else if (data === null && text.startsWith(DATA_KEY, key)) {
      end = endOfValue(text, key + DATA_KEY.length, maxDepth);
      data = text.slice(key + DATA_KEY.length, end);
    } else if (to === null && text.startsWith(TO_KEY, key)) {
      end = endOfValue(text, key + TO_KEY.length, maxDepth);
      to = text.slice(key + TO_KEY.length, end);
    } else return null;
  } while (text.charCodeAt(end) === COMMA);
  if (event === null || to === null || end !== text.length - 1) return null;
  return { event, data: data ?? "null", to };
}

const EVENT_KEY = '"event":';
const DATA_KEY = '"data":';
const TO_KEY = '"to":';

/** The value of an object's member ends where a comma or a brace comes that belongs to that object; nowhere, if it is too deep. */
function endOfValue(text: string, start: number, maxDepth: number | undefined): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfString(text, at);
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      if (depth++ === maxDepth) break;
    } else if (depth === 0 && (character === COMMA || character === CLOSE_BRACE)) return at;
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--;
  }
  return text.length;
}

/** Where the quote is that ends a string: the next one with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  let quote = start;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    if (quote === -1) return text.length;
    let before = quote;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((quote - before) % 2 === 0) return quote;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
