// Reads what `toJavaScript` of google-protobuf's structs gives, without its messages in between.

/** Wire types. Source: https://protobuf.dev/programming-guides/encoding/#structure */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const FIELD_KEY = 1;

/** Fields of a value. Source: https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto */
const KIND = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 };

/** The object in the bytes of a `google.protobuf.Struct`, its keys sorted. @throws when they are no struct. */
const readStruct = (bytes) => new StructReader(bytes).struct(bytes.length);

class StructReader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  struct(end) {
    const fields = [];
    let sorted = true;
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag !== 8 * 1 + LENGTH_DELIMITED) this.#skip(tag);
      else {
        const field = this.#field();
        sorted &&= fields.length === 0 || fields[fields.length - 1].key < field.key;
        fields.push(field);
      }
    }
    if (!sorted) fields.sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0)); // of equal keys the last stays
    const struct = {};
    for (const { key, value } of fields) struct[key] = value;
    return struct;
  }

  #field() {
    const end = this.#end();
    let key = "";
    let value;
    while (this.#at < end) {
      const tag = this.#varint();
      if ((tag & 7) !== LENGTH_DELIMITED) this.#skip(tag);
      else if (tag >>> 3 === FIELD_KEY) key = this.#text();
      else value = this.#value();
    }
    return { key, value };
  }

  #value() {
    const end = this.#end();
    let value;
    while (this.#at < end) {
      const tag = this.#varint();
      const read = this.#kind(tag);
      if (read === undefined) this.#skip(tag);
      else value = read;
    }
    if (value === undefined) throw new Error("Unexpected struct type");
    return value;
  }

  #kind(tag) {
    switch (tag) {
      case 8 * KIND.string + LENGTH_DELIMITED:
        return this.#text();
      case 8 * KIND.number + FIXED64:
        this.#at += 8;
        return this.#bytes.readDoubleLE(this.#at - 8);
      case 8 * KIND.bool + VARINT:
        return this.#varint() !== 0;
      case 8 * KIND.null + VARINT:
        this.#varint();
        return null;
      case 8 * KIND.struct + LENGTH_DELIMITED:
        return this.struct(this.#end());
      case 8 * KIND.list + LENGTH_DELIMITED:
        return this.#list(this.#end());
      default:
        return undefined;
    }
  }

  #list(end) {
    const list = [];
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === 8 * 1 + LENGTH_DELIMITED) list.push(this.#value());
      else this.#skip(tag);
    }
    return list;
  }

  #text() {
    const end = this.#end();
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  /** Where what comes next ends. */
  #end() {
    const length = this.#varint();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error("A struct is cut off");
    return end;
  }

  #varint() {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error("A struct is cut off");
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  }

  #skip(tag) {
    const wireType = tag & 7;
    if (wireType === VARINT) this.#varint();
    else if (wireType === FIXED64) this.#at += 8;
    else if (wireType === FIXED32) this.#at += 4;
    else if (wireType === LENGTH_DELIMITED) this.#at = this.#end();
    else throw new Error(`A struct has a field of the unknown wire type ${wireType}`);
  }
}

module.exports = { readStruct };
