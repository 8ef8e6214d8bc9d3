/**
 * Whose turn it is in many rooms of two: room by room, and once through all of them the other peer of each. Messages are
 * counted through all rooms.
 */
export class Rounds {
  readonly #rooms: number;

  constructor(rooms: number) {
    this.#rooms = rooms;
  }

  /** The peer that sends this message. */
  senderOf(message: number): number {
    const round = Math.floor(message / this.#rooms);
    return (message % this.#rooms) * 2 + (round % 2);
  }

  /** Its sequence number among the messages of that peer. */
  sequenceOf(message: number): number {
    return Math.floor(message / this.#rooms / 2);
  }

  /** The message of a peer with this sequence number. */
  messageOf(sender: number, sequence: number): number {
    const round = sequence * 2 + (sender % 2);
    return round * this.#rooms + Math.floor(sender / 2);
  }
}
