/**
 * Sets the cookie that the server reads, as the guide does it, unless there is one already.
 *
 * For learning only: a password must not be in a page's source, nor in a cookie that scripts can read. A real
 * application has a login page, and its server sets an HttpOnly session cookie.
 */
export function setDefaultCredentials(): void {
  const isThere = document.cookie.split("; ").some((cookie) => cookie.startsWith("credentials="));
  if (!isThere) setCredentials("USERNAME", "PASSWORD");
}

/** For learning only, see above. */
export function setCredentials(username: string, password: string): void {
  const value = encodeURIComponent(JSON.stringify({ username, password }));
  document.cookie = `credentials=${value}; Path=/; Secure; SameSite=Strict`;
}
