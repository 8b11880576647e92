import { type CtyObject, type CtyValue, UNKNOWN_VALUE } from "./cty";

/**
 * MessagePack, as far as values of Terraform need it: numbers beyond a double, timestamps and binary data are left out. An
 * extension of any type is an unknown value: 0 is a plain one, 12 one with refinements.
 * Source: https://github.com/msgpack/msgpack/blob/master/spec.md, https://github.com/zclconf/go-cty/tree/main/cty/msgpack
 */
export function encode(value: CtyValue): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

/** @throws when the bytes are cut off or hold a format that no value of Terraform has. */
export function decode(bytes: Uint8Array): CtyValue {
  return new Reader(Buffer.from(bytes)).value();
}

/** fixext 1, type 0, one byte without meaning: what cty itself writes. */
const UNKNOWN_BYTES = Buffer.from([0xd4, 0, 0]);

function write(value: CtyValue, parts: Buffer[]): void {
  if (value === null) parts.push(Buffer.of(0xc0));
  else if (value === UNKNOWN_VALUE) parts.push(UNKNOWN_BYTES);
  else if (typeof value === "boolean") parts.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === "number") parts.push(numberBytes(value));
  else if (typeof value === "string") {
    const text = Buffer.from(value, "utf8");
    parts.push(header(text.length, { fix: 0xa0, fixMax: 31, wide: 0xdb }), text);
  } else if (Array.isArray(value)) {
    parts.push(header(value.length, { fix: 0x90, fixMax: 15, wide: 0xdd }));
    for (const element of value) write(element, parts);
  } else {
    const entries = Object.entries(value as CtyObject);
    parts.push(header(entries.length, { fix: 0x80, fixMax: 15, wide: 0xdf }));
    for (const [name, element] of entries) {
      write(name, parts);
      write(element, parts);
    }
  }
}

/** Length of a text, array or map: in the format's own byte when it fits, otherwise in four bytes. */
function header(length: number, { fix, fixMax, wide }: { fix: number; fixMax: number; wide: number }): Buffer {
  if (length <= fixMax) return Buffer.of(fix | length);
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(wide);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function numberBytes(value: number): Buffer {
  if (Number.isInteger(value) && value >= 0 && value < 0x80) return Buffer.of(value);
  const bytes = Buffer.alloc(9);
  if (Number.isSafeInteger(value)) {
    bytes.writeUInt8(0xd3);
    bytes.writeBigInt64BE(BigInt(value), 1);
  } else {
    bytes.writeUInt8(0xcb);
    bytes.writeDoubleBE(value, 1);
  }
  return bytes;
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  value(): CtyValue {
    const format = this.#unsigned(1);
    if (format < 0x80) return format;
    if (format >= 0xe0) return format - 0x100;
    if (format < 0x90) return this.#object(format & 0x0f);
    if (format < 0xa0) return this.#array(format & 0x0f);
    if (format < 0xc0) return this.#text(format & 0x1f);
    switch (format) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#unsigned(2 ** (format - 0xc7)));
      case 0xca:
        return this.#take(4).readFloatBE();
      case 0xcb:
        return this.#take(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(2 ** (format - 0xcc));
      case 0xcf:
        return Number(this.#take(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const size = 2 ** (format - 0xd0);
        return this.#take(size).readIntBE(0, size);
      }
      case 0xd3:
        return Number(this.#take(8).readBigInt64BE());
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(2 ** (format - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(2 ** (format - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(2 ** (format - 0xdb)));
      case 0xde:
      case 0xdf:
        return this.#object(this.#unsigned(2 ** (format - 0xdd)));
      default:
        throw new Error(`no value of Terraform starts with byte 0x${format.toString(16)}`);
    }
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.bytes.length) throw new Error("the value is cut off");
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  #unsigned(size: number): number {
    return this.#take(size).readUIntBE(0, size);
  }

  #text(length: number): string {
    return this.#take(length).toString("utf8");
  }

  #array(length: number): CtyValue[] {
    return Array.from({ length }, () => this.value());
  }

  #object(length: number): CtyObject {
    return Object.fromEntries(Array.from({ length }, () => [String(this.value()), this.value()]));
  }

  #extension(length: number): CtyValue {
    this.#take(1 + length);
    return UNKNOWN_VALUE;
  }
}
