import { refuseMisspeltHooks } from "../actor/misspelt-hooks.ts";
import { ConfigError } from "../observe/errors.ts";

/** An object with hooks that no class which extends its own may have in another form. */
type Sealed = Readonly<Record<(typeof SEALED)[number], unknown>>;

const SEALED = ["onInit", "onToken"] as const;

/**
 * Makes sure that the hooks which verify tokens are those that run. Called by the constructor that is to be extended: one that throws
 * lets nobody in.
 *
 * @param peer the one that is made.
 * @param made its class.
 * @param base the class that has the hooks.
 * @throws ConfigError `invalid_option` if the class has its own, `misspelt_hook` if it has a name that is almost a hook's.
 */
export function sealHooks(
  peer: object,
  made: { readonly prototype: Sealed; readonly name: string },
  base: { readonly prototype: Sealed },
): void {
  for (const hook of SEALED) {
    if (made.prototype[hook] !== base.prototype[hook]) {
      const why = "what verifies the token would not run";
      throw new ConfigError("invalid_option", `${made.name}.${hook}: override onVerified instead; ${why}`);
    }
    // a field of the class, or what its constructor assigns, comes after this: then it is that which throws
    Object.defineProperty(peer, hook, { value: base.prototype[hook] });
  }
  if (made === base || CHECKED.has(made)) return;
  refuseMisspeltHooks(made, base.prototype);
  CHECKED.add(made);
}

const CHECKED = new WeakSet<object>();
