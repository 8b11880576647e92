import type { Properties } from "../values";

/** @throws when the bytes are no struct. */
export function readStruct(bytes: Buffer): Properties;
