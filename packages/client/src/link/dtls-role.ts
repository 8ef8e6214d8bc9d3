const SETTLED = /^a=setup:(active|passive)/mu;

/**
 * Which end of the DTLS handshake a peer connection is (RFC 8842): its answer, or the other side's, has settled that for
 * good. Browsers offer a choice again each time (RFC 8829 section 5.2.2), and Firefox up to 153 then chooses wrongly when ICE is
 * restarted, which Chromium rejects. So later offers are sent without the choice.
 */
export class DtlsRole {
  #own: string | null = null;

  /** Takes note of an answer. */
  settle(sdp: string, by: "this side" | "the other side"): void {
    const answered = SETTLED.exec(sdp)?.[1];
    if (answered === undefined) return;
    const other = answered === "active" ? "passive" : "active";
    this.#own ??= by === "this side" ? answered : other;
  }

  /** An offer as it is to be sent. */
  pin(sdp: string): string {
    return this.#own === null ? sdp : sdp.replaceAll(/^a=setup:actpass/gmu, `a=setup:${this.#own}`);
  }
}
