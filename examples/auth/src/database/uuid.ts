const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a text is an id as `randomUUID` makes them. PostgreSQL answers others with an error, and knows more ways to write one. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
