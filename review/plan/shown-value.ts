import { REDACTED, type Redactor } from "../engine/redaction";
import {
  ARCHIVE,
  ASSET,
  isObject,
  isSecret,
  mapProperties,
  OUTPUT,
  RESOURCE,
  signatureOf,
  UNKNOWN,
  type Value,
} from "../engine/values";

/** Shown in place of a value that only the cloud can give. */
export const NOT_KNOWN = "(known after apply)";

/** A value as a reader sees it, without its secrets: text as it is, everything else as JSON. */
export function shownValue(value: Value, redactor: Redactor): string {
  const plain = masked(value, redactor);
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

function masked(value: Value, redactor: Redactor): Value {
  if (isSecret(value)) return REDACTED;
  if (value === UNKNOWN) return NOT_KNOWN;
  if (typeof value === "string") return redactor.text(value);
  if (Array.isArray(value)) return value.map((element) => masked(element, redactor));
  if (!isObject(value)) return value;
  switch (signatureOf(value)) {
    case ASSET:
      return `(file ${String(value.hash ?? "").slice(0, 8)})`;
    case ARCHIVE:
      return `(archive ${String(value.hash ?? "").slice(0, 8)})`;
    case RESOURCE:
      return redactor.urn(String(value.urn));
    case OUTPUT:
      return "value" in value && value.secret !== true ? masked(value.value as Value, redactor) : NOT_KNOWN;
    default:
      return redactor.keys(mapProperties(value, (element) => masked(element, redactor)));
  }
}
