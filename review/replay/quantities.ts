import { text } from "../cost/stack";
import type { Value } from "../engine/values";

/** `500m`, `2` or 2. Unit: thousandths of a core. */
export function cpuMillis(value: Value | undefined): number {
  if (typeof value === "number") return value * 1000;
  const quantity = text(value);
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
}

const MEBIBYTES: Readonly<Record<string, number>> = {
  Ki: 1 / 1024,
  Mi: 1,
  Gi: 1024,
  M: 1e6 / 2 ** 20,
  G: 1e9 / 2 ** 20,
};

/** `512Mi`, `1Gi` or bytes; 0 of what is none. Unit: MiB. */
export function mebibytes(value: Value | undefined): number {
  const match = /^([\d.]+)(Ki|Mi|Gi|M|G)?$/.exec(typeof value === "number" ? `${value}` : text(value));
  if (match === null) return 0;
  return Number(match[1]) * (match[2] === undefined ? 1 / 2 ** 20 : (MEBIBYTES[match[2]] as number));
}
