import { createHash } from "node:crypto";
import { type Properties, revealSecrets, type Value } from "../values";
import type { Applied, Creation } from "./apply";

/**
 * What a resource of the random package would have drawn, drawn from its URN instead: right in shape, the same on every run,
 * and no secret at all.
 */
export function randomOutputs({ type, urn, inputs: marked }: Creation): Applied {
  const inputs = revealSecrets(marked) as Properties;
  const bytes = (count: number) => stream(urn, count);
  const drawn = DRAWS[type.split(":").pop() ?? ""]?.(inputs, bytes) ?? { id: bytes(8).toString("hex"), outputs: {} };
  return { id: drawn.id, outputs: { ...marked, ...drawn.outputs } };
}

type Draw = (inputs: Properties, bytes: (count: number) => Buffer) => { id: string; outputs: Properties };

const DRAWS: Readonly<Record<string, Draw>> = {
  RandomBytes: (inputs, bytes) => {
    const drawn = bytes(numberOr(inputs.length, 1));
    return { id: drawn.toString("base64"), outputs: { base64: drawn.toString("base64"), hex: drawn.toString("hex") } };
  },
  RandomId: (inputs, bytes) => {
    const drawn = bytes(numberOr(inputs.byteLength, 1));
    const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
    const b64Url = drawn.toString("base64url");
    const dec = BigInt(`0x${drawn.toString("hex")}`).toString();
    return {
      id: b64Url,
      outputs: {
        b64Std: prefix + drawn.toString("base64"),
        b64Url: prefix + b64Url,
        dec: prefix + dec,
        hex: prefix + drawn.toString("hex"),
      },
    };
  },
  RandomInteger: (inputs, bytes) => {
    const min = numberOr(inputs.min, 0);
    const result = min + (bytes(4).readUInt32BE() % (numberOr(inputs.max, min) - min + 1));
    return { id: String(result), outputs: { result } };
  },
  RandomPassword: (inputs, bytes) => {
    const { outputs } = text(inputs, bytes);
    return { id: "none", outputs: { ...outputs, bcryptHash: `$2a$10$${bytes(40).toString("hex").slice(0, 53)}` } };
  },
  RandomPet: (inputs, bytes) => {
    const words = [
      "able",
      "bold",
      "calm",
      "deep",
      "early",
      "fair",
      "gentle",
      "happy",
      "keen",
      "lucky",
      "merry",
      "noble",
    ];
    const drawn = [...bytes(numberOr(inputs.length, 2))].map((byte) => words[byte % words.length] ?? "able");
    const prefix = typeof inputs.prefix === "string" ? [inputs.prefix] : [];
    return {
      id: [...prefix, ...drawn].join(typeof inputs.separator === "string" ? inputs.separator : "-"),
      outputs: {},
    };
  },
  RandomShuffle: (inputs, bytes) => {
    const all = Array.isArray(inputs.inputs) ? inputs.inputs : [];
    const order = bytes(all.length);
    const shuffled = all.map((_, i) => i).sort((a, b) => order[a]! - order[b]! || a - b);
    const results = shuffled.slice(0, numberOr(inputs.resultCount, all.length)).map((i) => all[i] as Value);
    return { id: "-", outputs: { results } };
  },
  RandomString: text,
  RandomUuid: (_inputs, bytes) => uuid(bytes, 4),
  RandomUuid4: (_inputs, bytes) => uuid(bytes, 4),
  RandomUuid7: (_inputs, bytes) => uuid(bytes, 7),
};

/** Characters of the kinds that the inputs allow. */
function text(inputs: Properties, bytes: (count: number) => Buffer): { id: string; outputs: Properties } {
  const alphabet = [
    inputs.lower === false ? "" : "abcdefghijklmnopqrstuvwxyz",
    inputs.upper === false ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    (inputs.numeric ?? inputs.number) === false ? "" : "0123456789",
    inputs.special === false
      ? ""
      : typeof inputs.overrideSpecial === "string"
        ? inputs.overrideSpecial
        : "!@#$%&*()-_=+[]{}<>:?",
  ].join("");
  const result = [...bytes(numberOr(inputs.length, 0))].map((byte) => alphabet[byte % alphabet.length] ?? "").join("");
  return { id: result, outputs: { result } };
}

function uuid(bytes: (count: number) => Buffer, version: number): { id: string; outputs: Properties } {
  const hex = bytes(16).toString("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `${version}${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  const result = parts.join("-");
  return { id: result, outputs: { result } };
}

/** `count` bytes that follow from `seed`. */
function stream(seed: string, count: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, i) =>
    createHash("sha256").update(`${seed} ${i}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, count);
}

const numberOr = (value: Value | undefined, otherwise: number) => (typeof value === "number" ? value : otherwise);
