import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

const { KIND, encode, FrameReader } = require("../../../../review/engine/wire/frames.cjs");

const bytes = fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array));
const id = fc.nat({ max: 0xffffffff });
const frame = fc.oneof(
  fc.record({
    kind: fc.constant(KIND.request),
    id,
    path: fc.string({ unit: "binary", maxLength: 20 }),
    message: bytes,
  }),
  fc.record({ kind: fc.constantFrom(KIND.answer, KIND.error), id, path: fc.constant(""), message: bytes }),
);

/** Buffers are slow to compare one by one. */
const shown = ({ kind, id, path, message }: any) => [kind, id, path, message.toString("hex")].join(" ");

describe("frames", () => {
  it("arrive as they were sent, however the pipe cuts them", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), fc.integer({ min: 1, max: 400 }), (sent, length) => {
        const reader = new FrameReader();
        const received: any[] = [];
        let rest = Buffer.concat(sent.map(encode));
        while (rest.length > 0) {
          received.push(...reader.read(rest.subarray(0, length)));
          rest = rest.subarray(length);
        }
        expect(received.map(shown)).toEqual(sent.map(shown));
      }),
    );
  });

  it("that are long are there when their last byte is, and not before", () => {
    const message = Buffer.alloc(1_000_000, "x");
    const sent = encode({ kind: KIND.answer, id: 1, message });
    const reader = new FrameReader();
    for (let at = 0; at < sent.length - 1; at += 65_536) {
      expect(reader.read(sent.subarray(at, Math.min(at + 65_536, sent.length - 1)))).toEqual([]);
    }
    const [received, ...more] = reader.read(sent.subarray(sent.length - 1));
    expect([received.id, received.message.equals(message), more]).toEqual([1, true, []]);
  });
});
