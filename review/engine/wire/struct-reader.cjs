// Reads what `toJavaScript` of google-protobuf's structs gives, without its messages in between.

const { WIRE, WireReader } = require("./wire-reader.cjs");

const { varint: VARINT, fixed64: FIXED64, lengthDelimited: LENGTH_DELIMITED } = WIRE;

const FIELD_KEY = 1;

/** Fields of a value. Source: https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto */
const KIND = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 };

/** The object in the bytes of a `google.protobuf.Struct`, its keys sorted. @throws when they are no struct. */
const readStruct = (bytes) => new StructReader(bytes).struct(bytes.length);

class StructReader extends WireReader {
  constructor(bytes) {
    super(bytes, "struct");
  }

  struct(end) {
    const fields = [];
    let sorted = true;
    while (this.at < end) {
      const tag = this.varint();
      if (tag !== 8 * 1 + LENGTH_DELIMITED) this.skipValue(tag & 7);
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
    const end = this.end();
    let key = "";
    let value;
    while (this.at < end) {
      const tag = this.varint();
      if ((tag & 7) !== LENGTH_DELIMITED) this.skipValue(tag & 7);
      else if (tag >>> 3 === FIELD_KEY) key = this.#text();
      else value = this.#value();
    }
    return { key, value };
  }

  #value() {
    const end = this.end();
    let value;
    while (this.at < end) {
      const tag = this.varint();
      const read = this.#kind(tag);
      if (read === undefined) this.skipValue(tag & 7);
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
        this.at += 8;
        return this.bytes.readDoubleLE(this.at - 8);
      case 8 * KIND.bool + VARINT:
        return this.varint() !== 0;
      case 8 * KIND.null + VARINT:
        this.varint();
        return null;
      case 8 * KIND.struct + LENGTH_DELIMITED:
        return this.struct(this.end());
      case 8 * KIND.list + LENGTH_DELIMITED:
        return this.#list(this.end());
      default:
        return undefined;
    }
  }

  #list(end) {
    const list = [];
    while (this.at < end) {
      const tag = this.varint();
      if (tag === 8 * 1 + LENGTH_DELIMITED) list.push(this.#value());
      else this.skipValue(tag & 7);
    }
    return list;
  }

  #text() {
    const end = this.end();
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }
}

module.exports = { readStruct };
