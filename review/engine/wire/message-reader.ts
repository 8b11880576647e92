import type { Properties } from "../values";
import { readStruct } from "./struct-reader.cjs";

/** Wire types. Source: https://protobuf.dev/programming-guides/encoding/#structure */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Reads a protobuf message field by field, in the order in which they were written. */
export class MessageReader {
  readonly #bytes: Buffer;
  #at = 0;
  #wireType = VARINT;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Number of the next field, whose value must be read or skipped before the one after it; 0 at the end. */
  next(): number {
    if (this.#at >= this.#bytes.length) return 0;
    const tag = this.#varint();
    this.#wireType = tag & 7;
    return tag >>> 3;
  }

  text(): string {
    const start = this.#start();
    return this.#bytes.toString("utf8", start, this.#at);
  }

  /** The bytes of a message inside this one. */
  message(): Buffer {
    const start = this.#start();
    return this.#bytes.subarray(start, this.#at);
  }

  struct(): Properties {
    return readStruct(this.message());
  }

  /** A number that is no fraction; at most 2^53 - 1. */
  integer(): number {
    if (this.#wireType !== VARINT) throw new Error("A message has something else where a number must be");
    return this.#varint();
  }

  flag(): boolean {
    return this.integer() !== 0;
  }

  skip(): void {
    if (this.#wireType === VARINT) this.#varint();
    else if (this.#wireType === FIXED64) this.#at += 8;
    else if (this.#wireType === FIXED32) this.#at += 4;
    else this.#start();
  }

  /** Goes past a text or a message. */
  #start(): number {
    if (this.#wireType !== LENGTH_DELIMITED)
      throw new Error(`A message has the wire type ${this.#wireType} in a wrong place`);
    const length = this.#varint();
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error("A message is cut off");
    return start;
  }

  #varint(): number {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error("A message is cut off");
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  }
}
