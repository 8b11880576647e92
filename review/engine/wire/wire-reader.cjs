/** Wire types of protobuf. Source: https://protobuf.dev/programming-guides/encoding/#structure */
const WIRE = Object.freeze({ varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 });

/** A place in the bytes of a message, which goes past what it reads. */
class WireReader {
  #what;

  /** @param what the bytes are, for errors. */
  constructor(bytes, what) {
    this.bytes = bytes;
    this.#what = what;
    this.at = 0;
  }

  varint() {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error(`A ${this.#what} is cut off`);
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  }

  /** Where what comes next ends, whose length stands before it. */
  end() {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.bytes.length) throw new Error(`A ${this.#what} is cut off`);
    return end;
  }

  skipValue(wireType) {
    if (wireType === WIRE.varint) this.varint();
    else if (wireType === WIRE.fixed64) this.at += 8;
    else if (wireType === WIRE.fixed32) this.at += 4;
    else if (wireType === WIRE.lengthDelimited) this.at = this.end();
    else throw new Error(`A ${this.#what} has a field of the unknown wire type ${wireType}`);
  }
}

module.exports = { WIRE, WireReader };
