import { isObject, type Properties, type Value } from "./values";

/** Wire types of protobuf. Source: https://protobuf.dev/programming-guides/encoding/#structure */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;

/** Unit: bytes. */
const FIRST_SIZE = 64 * 1024;

/**
 * Writes protobuf messages from their last byte to their first, so that a length is known when its turn comes. Fields and elements
 * are therefore written in reverse. The messages of google-protobuf cost several times as much, and every resource of a stack goes
 * to every policy pack twice.
 */
export class WireWriter {
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #at = FIRST_SIZE;

  /** What was written. */
  bytes(): Buffer {
    return this.#buffer.subarray(this.#at);
  }

  message(field: number, content: () => void): void {
    const before = this.#written();
    content();
    this.#varint(this.#written() - before);
    this.#tag(field, LENGTH_DELIMITED);
  }

  /** An empty text is protobuf's default, which is not written. */
  text(field: number, text: string): void {
    if (text !== "") this.#text(field, text);
  }

  texts(field: number, texts: readonly string[]): void {
    for (let i = texts.length - 1; i >= 0; i--) this.#text(field, texts[i] as string);
  }

  flag(field: number, flag: boolean): void {
    if (!flag) return;
    this.#varint(1);
    this.#tag(field, VARINT);
  }

  double(field: number, number: number): void {
    if (number !== 0) this.#double(field, number);
  }

  /** A `google.protobuf.Struct`. */
  struct(field: number, properties: Properties): void {
    this.message(field, () => this.#structContent(properties));
  }

  /** Source: https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto */
  #structContent(properties: Properties): void {
    const keys = Object.keys(properties);
    for (let i = keys.length - 1; i >= 0; i--) {
      const key = keys[i] as string;
      this.message(1, () => {
        this.message(2, () => this.#value(properties[key] as Value));
        this.#text(1, key);
      });
    }
  }

  #value(value: Value): void {
    if (value === null) {
      this.#varint(0);
      this.#tag(1, VARINT);
    } else if (typeof value === "number") {
      this.#double(2, value);
    } else if (typeof value === "string") {
      this.#text(3, value);
    } else if (typeof value === "boolean") {
      this.#varint(value ? 1 : 0);
      this.#tag(4, VARINT);
    } else if (isObject(value)) {
      this.struct(5, value);
    } else {
      this.message(6, () => {
        for (let i = value.length - 1; i >= 0; i--) this.message(1, () => this.#value(value[i] as Value));
      });
    }
  }

  #text(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.#reserve(length);
    this.#at -= length;
    this.#buffer.write(text, this.#at);
    this.#varint(length);
    this.#tag(field, LENGTH_DELIMITED);
  }

  #double(field: number, number: number): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#buffer.writeDoubleLE(number, this.#at);
    this.#tag(field, FIXED64);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(number: number): void {
    let length = 1;
    for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) length++;
    this.#reserve(length);
    this.#at -= length;
    let rest = number;
    for (let i = 0; i < length; i++) {
      this.#buffer[this.#at + i] = (rest % 128) + (i === length - 1 ? 0 : 128);
      rest = Math.floor(rest / 128);
    }
  }

  #written(): number {
    return this.#buffer.length - this.#at;
  }

  #reserve(bytes: number): void {
    if (this.#at >= bytes) return;
    const written = this.bytes();
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, written.length + bytes));
    written.copy(grown, grown.length - written.length);
    this.#at = grown.length - written.length;
    this.#buffer = grown;
  }
}
