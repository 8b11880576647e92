/** A file of an archive. */
export interface TarEntry {
  /** Path inside the archive, parts between slashes. */
  readonly name: string;
  readonly content: Buffer;
}

const BLOCK_BYTES = 512;
const MAX_NAME_BYTES = 100;
const MAX_PREFIX_BYTES = 155;

/**
 * The bytes of a tar archive exactly as Go's archive/tar writes them for files of mode 600 without times and owners, which is
 * what Pulumi's engine takes the hash of.
 * Source: https://cs.opensource.google/go/go/+/master:src/archive/tar/writer.go
 */
export function* tarChunks(entries: Iterable<TarEntry>): Generator<Buffer> {
  for (const { name, content } of entries) {
    yield* header(name, content.length);
    yield content;
    yield Buffer.alloc(padding(content.length));
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

const padding = (size: number) => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;

function* header(name: string, size: number): Generator<Buffer> {
  const split = splitName(name);
  if (split !== undefined) {
    yield block({ ...split, size, mode: 0o600, type: "0", devices: true });
    return;
  }
  // A name that is too long or not ASCII stands in a record of its own in front.
  const record = paxRecord("path", name);
  const slash = name.lastIndexOf("/");
  const parts = [name.slice(0, Math.max(slash, 0)), "PaxHeaders.0", name.slice(slash + 1)].filter(
    (part) => part !== "",
  );
  yield block({ name: ascii(parts.join("/")), prefix: "", size: record.length, mode: 0, type: "x", devices: false });
  yield record;
  yield Buffer.alloc(padding(record.length));
  yield block({ name: ascii(name), prefix: "", size, mode: 0o600, type: "0", devices: true });
}

/** The two fields that a name is written to, `undefined` when it does not fit. */
function splitName(name: string): { name: string; prefix: string } | undefined {
  if (name !== ascii(name)) return undefined;
  if (name.length <= MAX_NAME_BYTES) return { name, prefix: "" };
  const slash = name.slice(0, MAX_PREFIX_BYTES + 1).lastIndexOf("/");
  const rest = name.slice(slash + 1);
  const fits = slash > 0 && rest.length > 0 && rest.length <= MAX_NAME_BYTES;
  return fits ? { name: rest, prefix: name.slice(0, slash) } : undefined;
}

const ascii = (text: string) => text.replace(/\P{ASCII}/gu, "");

/** `<length of all this> key=value\n` */
function paxRecord(key: string, value: string): Buffer {
  const tail = Buffer.from(` ${key}=${value}\n`);
  let length = tail.length;
  while (length !== tail.length + String(length).length) length = tail.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), tail]);
}

interface Fields {
  readonly name: string;
  readonly prefix: string;
  readonly size: number;
  readonly mode: number;
  readonly type: string;
  /** Whether the numbers of a device are written out although there is none. */
  readonly devices: boolean;
}

function block({ name, prefix, size, mode, type, devices }: Fields): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, digits: number) => bytes.write(value.toString(8).padStart(digits, "0"), at);
  bytes.write(name.slice(0, MAX_NAME_BYTES), 0);
  octal(mode, 100, 7);
  octal(0, 108, 7); // user
  octal(0, 116, 7); // group
  octal(size, 124, 11);
  octal(0, 136, 11); // time
  bytes.write(type, 156);
  bytes.write("ustar\0" + "00", 257);
  if (devices) {
    octal(0, 329, 7);
    octal(0, 337, 7);
  }
  bytes.write(prefix, 345);
  bytes.fill(" ", 148, 156); // the checksum counts as spaces
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  octal(checksum, 148, 6);
  bytes[154] = 0;
  return bytes;
}
