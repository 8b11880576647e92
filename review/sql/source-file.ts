import { readFileSync } from "node:fs";

/** A place in a file, both from 1. The column counts characters, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A file of SQL, without its byte order mark. */
export class SourceFile {
  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  /** @param offset in UTF-16 units. */
  placeAt(offset: number): Place {
    const before = this.text.slice(0, offset);
    const lineStart = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length, column: [...before.slice(lineStart)].length + 1 };
  }
}

/** Reads a file. @returns what is wrong with it as text, when it is none of SQL. */
export function readSource(path: string): SourceFile | string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "must exist";
    return code === "EISDIR"
      ? `must be a file, got a folder; name its files: ${path}/*.sql`
      : `must be read: ${message}`;
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return new SourceFile(path, text);
  } catch {
    // told below, as a zero byte is
  }
  return "must be text in UTF-8, got other bytes";
}
