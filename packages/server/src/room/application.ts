import type { EventMap, Json, Message, ServerEvents } from "@parlor/protocol";

/**
 * What an application declares once of its own types, as one named bag: `Peer<MyApp>`, `Room<MyApp>`. All of it is
 * optional. The types of `credentials`, `metadata` and `options` are what your own code puts there. Those of `events`
 * come from schemas (`EventsOf<typeof events>`), which the server holds every client's messages against; without them
 * an event is any string, and its data `unknown`.
 */
export interface Application {
  /** What `parseRequest` reads and `onInit` and `onJoin` judge. */
  readonly credentials?: unknown;
  /** What `onInit` has found out of a peer, and tells the room: nobody's word any more. */
  readonly claims?: unknown;
  /** What the other members get to see of a peer. */
  readonly metadata?: Json;
  /** Event names to the type of their data. */
  readonly events?: EventMap;
  /** The custom options of this peer or room class. */
  readonly options?: unknown;
}

/** The type of the credentials an application declared. */
export type Credentials<T extends Application> = T extends { readonly credentials: infer C } ? C : unknown;

/** The type of the claims an application declared. */
export type Claims<T extends Application> = T extends { readonly claims: infer C } ? C : unknown;

/** The type of the metadata an application declared. */
export type Metadata<T extends Application> = T extends { readonly metadata: infer M extends Json } ? M : Json;

/** The event map an application declared. */
export type Events<T extends Application> = T extends { readonly events: infer E extends EventMap } ? E : EventMap;

/** The type of the custom options an application declared for a peer or room class. */
export type Options<T extends Application> = T extends { readonly options: infer O } ? O : unknown;

/** What the browser SDK's mesh says through the server. The data is for the other peer's browser to judge. */
type SignalEvents = { readonly [Event in "offer" | "answer" | "candidate" | "relink" | "bye"]: unknown };

/** A message of a client, as `onReceive` sees it. */
export type ClientEvent<T extends Application> = Message<Events<T>> | Message<SignalEvents>;

/** A message that a room forwards: a client's, or the room's own `joined` and `left`. */
export type RoomMessage<T extends Application> =
  | ClientEvent<T>
  | Message<{ [Event in "joined" | "left"]: ServerEvents<Metadata<T>>[Event] }>;

/** Who knocks: made by `parseRequest`, judged by `onInit`. */
export interface AuthData<T extends Application = Application> {
  /** The UUIDv4 the server gave this peer. */
  readonly peerId: string;
  readonly room: string;
  readonly credentials: Credentials<T>;
  readonly metadata: Metadata<T>;
}

/** Who asks to join, once `onInit` has accepted: judged by the room's `onJoin`. */
export interface JoinData<T extends Application = Application> extends AuthData<T> {
  /** Who it is, over all its connections, as `onInit` has said; `null` if it has not. */
  readonly identity: string | null;
  /** What `onInit` has said with `accept({ claims })`, or `null`. */
  readonly claims: Claims<T>;
  /** Until when it is authenticated, in milliseconds since 1970; `null` for ever. A new token moves it. */
  readonly expiresAt: number | null;
}
