/** C0 and C1 controls except tab and line feed, and the characters that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` with every character made visible that could move the cursor, colour the terminal or reverse what follows. */
export function printable(text: string): string {
  return text.replace(HARMFUL, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
