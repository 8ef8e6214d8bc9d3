/** Options over their defaults. One that is `undefined` was not given, as if it were not there. */
export function withDefaults<Defaults extends object, Given extends object>(
  defaults: Defaults,
  given: Given,
): Defaults & Given {
  const options = { ...defaults, ...given };
  for (const [name, value] of Object.entries(defaults)) {
    if (Reflect.get(options, name) === undefined) Reflect.set(options, name, value);
  }
  return options;
}
