import {
  accept,
  type Accept,
  type AuthData,
  type JoinRequest,
  Peer,
  refuse,
  type Refusal,
  type UpgradeRequest,
} from "@parlor/server";

import { areSame, type Credentials, readCredentials } from "./credentials.ts";

/** The types of this application, declared once. */
export interface Call {
  readonly credentials: Credentials;
  /** What the others get to see of a peer. */
  readonly metadata: { readonly name: string };
}

/** One client of the call. */
export class CallPeer extends Peer<Call & { readonly options: Credentials }> {
  /** Everything in the request is the client's word, so all of it is looked at before it is used. */
  override parseRequest(request: UpgradeRequest): JoinRequest<Call> | Refusal {
    const { room } = request.params;
    if (room === undefined) return refuse("no_room");
    const credentials = readCredentials(request.cookies["credentials"]);
    if (credentials === null) return refuse("bad_credentials");
    return { room, credentials, metadata: { name: readName(request.query.get("name")) } };
  }

  /** `expected` are the `peerOptions` of `createParlor`. Whoever is refused here learns nothing about rooms. */
  override onInit({ credentials }: AuthData<Call>, expected: Credentials): Accept | Refusal {
    return areSame(credentials, expected) ? accept() : refuse("wrong_credentials");
  }
}

/** A name that fits under a picture: one line of at most 32 characters. */
function readName(given: string | null): string {
  const oneLine = (given ?? "").replace(/[\p{Cc}\s]+/gu, " ").trim();
  return /^.{1,32}/u.exec(oneLine)?.[0] ?? "Guest";
}
