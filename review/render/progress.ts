import type { ResourceState } from "../engine/resource-state";
import { printable } from "./printable";

/** How often the line may change; more is only flicker. Unit: milliseconds. */
const INTERVAL_MILLIS = 80;

/** A line at the bottom of a terminal that counts resources. Elsewhere it prints nothing. */
export function progressLine(stream: NodeJS.WriteStream, quiet: boolean) {
  const shown = stream.isTTY === true && !quiet && process.env.TERM !== "dumb";
  let count = 0;
  let last = 0;
  if (shown) stream.write("Starting the program...");
  return {
    add: ({ type }: ResourceState): void => {
      count++;
      const now = performance.now();
      if (!shown || now - last < INTERVAL_MILLIS) return;
      last = now;
      const text = `${count} resources, last ${printable(type)}`; // a name may quote a secret
      stream.write(`\r\x1b[K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    clear: (): void => {
      if (shown) stream.write("\r\x1b[K");
    },
  };
}
