const MAX_NAME_CHARS = 255;

/** Separators of folders, characters without a picture of their own, and those that let a name be read backwards. */
const NOT_IN_NAMES = /[/\\\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/** A type and its subtype (RFC 6838 section 4.2), without parameters. */
const MEDIA_TYPE = /^[a-z0-9][\w.+-]{0,126}\/[a-z0-9][\w.+-]{0,126}/iu;

/** What browsers show as a page, in which the sender's scripts would run as this site's. */
const PAGE = /html|xsl|[+/]xml$/iu;

/** A name that is only a name, at most 255 characters: the end of a longer one, where its extension is. Never empty. */
export function safeName(name: string): string {
  const safe = name.replaceAll(NOT_IN_NAMES, "_").trim().slice(-MAX_NAME_CHARS).toWellFormed();
  return /^\.*$/u.test(safe) ? "file" : safe;
}

/** A media type that may be opened: what is none, or would be run as a page, is `application/octet-stream`. */
export function safeType(type: string): string {
  const [essence = ""] = MEDIA_TYPE.exec(type) ?? [];
  return essence === "" || PAGE.test(essence) ? "application/octet-stream" : essence.toLowerCase();
}
