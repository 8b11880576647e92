/** Fewer letters in the middle of base64 are no trace of a secret. Unit: characters. */
const MIN_ENCODED_LENGTH = 8;
/** Shorter lines of a secret, such as a bracket, are no secret by themselves. Unit: characters. */
const MIN_LINE_LENGTH = 8;

/** Every way in which a secret turns up in other text: as it is, line by line, as a part of JSON, of a URL or of base64. */
export function formsOf(secret: string): ReadonlySet<string> {
  const wellFormed = Buffer.from(secret).toString(); // half of a surrogate pair fits into no URL
  const quoted = inJson(secret);
  const lines = secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= MIN_LINE_LENGTH);
  return new Set([
    ...[secret, quoted, inJson(quoted), encodeURIComponent(wellFormed)],
    ...lines,
    ...["base64", "base64url"].flatMap((encoding) => inBase64(secret, encoding as "base64" | "base64url")),
  ]);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/**
 * A secret encoded by itself, and as the middle of something longer: three bytes become four letters, so there are three ways in
 * which it may lie. The letters that it shares with its neighbours are left out.
 */
function inBase64(secret: string, encoding: "base64" | "base64url"): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(encoding);
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [bytes.toString(encoding), ...inside.filter((text) => text.length >= MIN_ENCODED_LENGTH)];
}
