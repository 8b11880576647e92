// Protobuf messages without the objects that google-protobuf makes of every value: those cost several times as much, and every
// resource of a stack goes to its engine, comes back, and goes to every policy pack twice.

/** Wire types. Source: https://protobuf.dev/programming-guides/encoding/#structure */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;

/** Unit: bytes. */
const FIRST_SIZE = 64 * 1024;

/** Memory that the next writer takes and gives back. */
let spare = Buffer.allocUnsafeSlow(FIRST_SIZE);

/**
 * Writes a message from its last byte to its first, so that a length is known when its turn comes. Fields and elements are therefore
 * written in reverse.
 */
class MessageWriter {
  #buffer = spare ?? Buffer.allocUnsafeSlow(FIRST_SIZE);
  #at = this.#buffer.length;

  constructor() {
    spare = undefined;
  }

  /** What was written. Ends the writer. */
  bytes() {
    const bytes = Buffer.from(this.#buffer.subarray(this.#at));
    if (this.#buffer.length === FIRST_SIZE) spare = this.#buffer;
    return bytes;
  }

  message(field, content) {
    const before = this.#written();
    content();
    this.#close(field, before);
  }

  /** An empty text is protobuf's default, which is not written. */
  text(field, text) {
    if (text !== "") this.#text(field, text);
  }

  texts(field, texts) {
    for (let i = texts.length - 1; i >= 0; i--) this.#text(field, texts[i]);
  }

  flag(field, flag) {
    if (!flag) return;
    this.#varint(1);
    this.#tag(field, VARINT);
  }

  double(field, number) {
    if (number !== 0) this.#double(field, number);
  }

  /** A `google.protobuf.Struct`. */
  struct(field, properties) {
    const before = this.#written();
    this.structFields(properties);
    this.#close(field, before);
  }

  /**
   * The content of a `google.protobuf.Struct`, its keys sorted.
   * @throws for what JSON cannot say.
   * Source: https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto
   */
  structFields(properties) {
    const keys = [];
    for (const key in properties) keys.push(key); // inherited ones too, as google-protobuf does
    keys.sort();
    for (let i = keys.length - 1; i >= 0; i--) {
      const before = this.#written();
      this.#value(properties[keys[i]]);
      this.#close(2, before);
      this.#text(1, keys[i]);
      this.#close(1, before);
    }
  }

  #value(value) {
    if (typeof value === "string") this.#text(3, value);
    else if (typeof value === "number") this.#double(2, value);
    else if (value === null) this.#number(1, 0);
    else if (typeof value === "boolean") this.#number(4, value ? 1 : 0);
    else if (Array.isArray(value)) this.#list(6, value);
    else if (typeof value === "object") this.struct(5, value);
    else throw new Error("Unexpected struct type.");
  }

  #list(field, list) {
    const before = this.#written();
    for (let i = list.length - 1; i >= 0; i--) {
      const element = this.#written();
      this.#value(list[i]);
      this.#close(1, element);
    }
    this.#close(field, before);
  }

  /** Ends a message that began when so many bytes were written. */
  #close(field, before) {
    this.#varint(this.#written() - before);
    this.#tag(field, LENGTH_DELIMITED);
  }

  #text(field, text) {
    const length = Buffer.byteLength(text);
    this.#reserve(length);
    this.#at -= length;
    this.#buffer.write(text, this.#at);
    this.#varint(length);
    this.#tag(field, LENGTH_DELIMITED);
  }

  #double(field, number) {
    this.#reserve(8);
    this.#at -= 8;
    this.#buffer.writeDoubleLE(number, this.#at);
    this.#tag(field, FIXED64);
  }

  #number(field, number) {
    this.#varint(number);
    this.#tag(field, VARINT);
  }

  #tag(field, wireType) {
    this.#varint(field * 8 + wireType);
  }

  #varint(number) {
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

  #written() {
    return this.#buffer.length - this.#at;
  }

  #reserve(bytes) {
    if (this.#at >= bytes) return;
    const written = this.#buffer.subarray(this.#at);
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, written.length + bytes));
    written.copy(grown, grown.length - written.length);
    this.#at = grown.length - written.length;
    this.#buffer = grown;
  }
}

module.exports = { MessageWriter };
