import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { tarChunks } from "../../../review/engine/tar";

function sha256(entries: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256");
  const files = Object.entries(entries).map(([name, content]) => ({ name, content: Buffer.from(content) }));
  for (const chunk of tarChunks(files)) hash.update(chunk);
  return hash.digest("hex");
}

// Each hash is that of what Go's archive/tar wrote for the same files: tar.Header{Name, Size, Mode: 0o600}.
test.each([
  ["no file", {}, "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"],
  [
    "files in folders",
    { "hello.txt": "hello\n", "sub/deep.txt": "deep\n" },
    "0b0444857f452adf743e927036a2b401f845bb86951a1cdbd08746d6ae24db2e",
  ],
  [
    "a long path and a whole block of content",
    { [`${"a".repeat(90)}/${"b".repeat(90)}`]: "x".repeat(512) },
    "a2e53e13bf351ee52ec8f3d40e38407ce9eb1e0b0f3889710baa87920d88373a",
  ],
  [
    "a name that is too long for its field",
    { [`d/${"b".repeat(150)}`]: "x" },
    "22b1edc3309c80cddef6e043c02b2392015189d0ec44b43a693e8cb72dc5dfc9",
  ],
  ["a name beyond ASCII", { "ä/straße.txt": "x" }, "260c37567a393e3d6c919ef2ec36bcfbaa8ebcac7fa4eb0d71da19142bef28f2"],
])("an archive of %s has the bytes that Go writes", (_what, entries, expected) => {
  expect(sha256(entries)).toBe(expected);
});
