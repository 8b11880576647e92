import type { Properties } from "../values";
import { readStruct } from "./struct-reader.cjs";
import { WIRE, WireReader } from "./wire-reader.cjs";

/** Reads a protobuf message field by field, in the order in which they were written. */
export class MessageReader extends WireReader {
  #wireType = WIRE.varint;

  constructor(bytes: Buffer) {
    super(bytes, "message");
  }

  /** Lets `fields`, by their numbers, read what they know into `target`, and skips the others. @returns `target`. */
  each<Target>(
    fields: Readonly<Record<number, (target: Target, reader: MessageReader) => void>>,
    target: Target,
  ): Target {
    while (this.at < this.bytes.length) {
      const tag = this.varint();
      this.#wireType = tag & 7;
      const read = fields[tag >>> 3];
      if (read === undefined) this.skipValue(this.#wireType);
      else read(target, this);
    }
    return target;
  }

  text(): string {
    const start = this.#start();
    return this.bytes.toString("utf8", start, this.at);
  }

  /** The bytes of a message inside this one. */
  message(): Buffer {
    const start = this.#start();
    return this.bytes.subarray(start, this.at);
  }

  struct(): Properties {
    return readStruct(this.message());
  }

  /** A number that is no fraction; at most 2^53 - 1. */
  integer(): number {
    if (this.#wireType !== WIRE.varint) throw new Error("A message has something else where a number must be");
    return this.varint();
  }

  flag(): boolean {
    return this.integer() !== 0;
  }

  /** Goes past a text or a message. */
  #start(): number {
    if (this.#wireType !== WIRE.lengthDelimited)
      throw new Error(`A message has the wire type ${this.#wireType} in a wrong place`);
    const end = this.end();
    const start = this.at;
    this.at = end;
    return start;
  }
}
