import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { withAssetHashes } from "../../../review/engine/assets";
import { ARCHIVE, ASSET, SIGNATURE_KEY, type Value } from "../../../review/engine/values";

const folder = mkdtempSync(join(tmpdir(), "p95-assets-"));
const asset = (fields: Record<string, Value>): Value => ({ [SIGNATURE_KEY]: ASSET, ...fields });
const archive = (fields: Record<string, Value>): Value => ({ [SIGNATURE_KEY]: ARCHIVE, ...fields });
const hashOf = (value: Value) => (withAssetHashes(value, folder) as Record<string, Value>).hash;

beforeAll(() => {
  mkdirSync(join(folder, "files/sub"), { recursive: true });
  mkdirSync(join(folder, "files/.pulumi"));
  writeFileSync(join(folder, "files/hello.txt"), "hello\n");
  writeFileSync(join(folder, "files/sub/deep.txt"), "deep\n");
  writeFileSync(join(folder, "files/.pulumi/own.txt"), "not part of the archive");
  symlinkSync("sub", join(folder, "files/link-to-a-folder"));
  writeFileSync(join(folder, "packed.zip"), "hello\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const HELLO = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
const FILES = "0b0444857f452adf743e927036a2b401f845bb86951a1cdbd08746d6ae24db2e";
const ASSEMBLED = "825635f958a4ec9b0c89fbbf89b206d4b03aa616c46a3d89d46e1ec20c470b91";

test.each([
  ["a text", asset({ text: "hello\n" }), HELLO],
  ["a file", asset({ path: "files/hello.txt" }), HELLO],
  ["a packed archive, taken as it is", archive({ path: "packed.zip" }), HELLO],
  ["a folder, without Pulumi's own and without links to folders", archive({ path: "./files" }), FILES],
  [
    "an archive of assets, texts and folders",
    archive({
      assets: {
        "hello.txt": asset({ path: "files/hello.txt" }),
        more: archive({ path: "files" }),
        "b/note.txt": asset({ text: "note" }),
      },
    }),
    ASSEMBLED,
  ],
  ["what lies behind a URL, which nobody fetches", asset({ uri: "https://example.com/a" }), undefined],
  [
    "an archive that holds something remote",
    archive({ assets: { a: asset({ uri: "https://example.com/a" }) } }),
    undefined,
  ],
])("the hash of %s", (_what, value, expected) => {
  expect(hashOf(value)).toBe(expected);
});

test("what the SDK adds for itself is left out, and hashes are added, at every depth", () => {
  const given = {
    list: [archive({ assets: { inside: asset({ text: "hello\n", __pulumiAsset: true }) }, __pulumiArchive: true })],
  };
  const [recorded] = (withAssetHashes(given, folder) as { list: Record<string, Value>[] }).list;
  expect(recorded?.assets).toEqual({ inside: asset({ text: "hello\n", hash: HELLO }) });
  expect(Object.keys(recorded ?? {}).sort()).toEqual([SIGNATURE_KEY, "assets", "hash"]);
});

test.each([
  [asset({ path: "none.txt" }), "failed to compute asset hash: ENOENT"],
  [asset({ path: "files" }), `failed to compute asset hash: asset path '${folder}/files' is a directory`],
  [archive({ path: "files/hello.txt" }), "is neither a recognized archive type nor a directory"],
])("a file that cannot be read is named", (value, message) => {
  expect(() => withAssetHashes(value, folder)).toThrow(message);
});
