import type { EventMap, Json, Message, ServerEvents } from "@parlor/protocol";

/**
 * What an application declares once of its own types, as one named bag: `Peer<MyApp>`, `Room<MyApp>`. All of it is
 * optional. The types of `credentials`, `metadata` and `options` are what your own code puts there. The types of
 * `events` describe well-behaved clients: nothing checks a client's data for you, so check what you rely on in
 * `onReceive`, before the room sees it.
 */
export interface Application {
  /** What `parseRequest` reads and `onInit` and `onJoin` judge. */
  readonly credentials?: unknown;
  /** What the other members get to see of a peer. */
  readonly metadata?: Json;
  /** Event names to the type of their data. */
  readonly events?: EventMap;
  /** The custom options of this peer or room class. */
  readonly options?: unknown;
}

/** The type of the credentials an application declared. */
export type Credentials<T extends Application> = T extends { readonly credentials: infer C } ? C : unknown;

/** The type of the metadata an application declared. */
export type Metadata<T extends Application> = T extends { readonly metadata: infer M extends Json } ? M : Json;

/** The event map an application declared. */
export type Events<T extends Application> = T extends { readonly events: infer E extends EventMap } ? E : EventMap;

/** The type of the custom options an application declared for a peer or room class. */
export type Options<T extends Application> = T extends { readonly options: infer O } ? O : unknown;

/** A message of the application's own, as `onReceive` sees it. */
export type ClientEvent<T extends Application> = Message<Events<T>>;

/** A message that a room forwards: the application's own, or the room's `joined` and `left`. */
export type RoomMessage<T extends Application> =
  | Message<Events<T>>
  | Message<{ [Event in "joined" | "left"]: ServerEvents<Metadata<T>>[Event] }>;

/** Who asks to join: made by `parseRequest`, seen by `onInit` and by the room's `onJoin`. */
export interface AuthData<T extends Application = Application> {
  /** The UUIDv4 the server gave this peer. */
  readonly peerId: string;
  readonly room: string;
  readonly credentials: Credentials<T>;
  readonly metadata: Metadata<T>;
}
