import type { ClientMessage } from "@parlor/protocol";

/** What zod, valibot, ArkType and others have in common (https://standardschema.dev). Only synchronous ones fit. */
export interface StandardSchema<Data = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Data> | Promise<SchemaResult<Data>>;
    readonly types?: { readonly input: unknown; readonly output: Data } | undefined;
  };
}

type SchemaResult<Data> =
  | { readonly value: Data; readonly issues?: undefined }
  | { readonly issues: readonly unknown[] };

/** Says what an event's data must be: a schema of any such library, or a type guard of your own. */
export type EventSchema<Data = unknown> = StandardSchema<Data> | ((data: unknown) => data is Data);

/** The data that a schema lets through. */
export type DataOf<Schema> =
  Schema extends StandardSchema<infer Data>
    ? Data
    : Schema extends ((data: unknown) => data is infer Data)
      ? Data
      : never;

/** An application's event map, taken from its schemas: `interface Chat { events: EventsOf<typeof events> }`. */
export type EventsOf<Schemas extends Readonly<Record<string, EventSchema>>> = {
  readonly [Event in keyof Schemas]: DataOf<Schemas[Event]>;
};

/** What is wrong with a message that an application does not know. Never repeats it. */
export type Misfit = "event: not one of this application" | "data: not what this event carries";

/** Checks what clients say against what the application has declared, before any hook sees it. */
export class EventSchemas {
  readonly #schemas: ReadonlyMap<string, EventSchema>;

  constructor(schemas: Readonly<Record<string, EventSchema>>) {
    this.#schemas = new Map(Object.entries(schemas));
  }

  /**
   * Gives back another message, with the data as the schema has read it (which may leave things out or fill them in), or what
   * is wrong with it. What a mesh says passes unread, as the same message: it is for the other peer's browser.
   *
   * @throws whatever a schema throws, and TypeError if it is asynchronous.
   */
  check(message: ClientMessage): ClientMessage | Misfit {
    const schema = this.#schemas.get(message.event);
    if (schema === undefined) return SIGNALS.has(message.event) ? message : "event: not one of this application";
    if (!("~standard" in schema)) return schema(message.data) ? { ...message } : "data: not what this event carries";
    const result = schema["~standard"].validate(message.data);
    if (result instanceof Promise) throw new TypeError(`The schema of "${message.event}" is asynchronous`);
    return result.issues === undefined ? { ...message, data: result.value } : "data: not what this event carries";
  }
}

const SIGNALS: ReadonlySet<string> = new Set(["offer", "answer", "candidate", "relink", "bye"]);
