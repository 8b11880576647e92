/** Paints text, or leaves it as it is where colours would be noise. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/**
 * Colours for a terminal. Off for pipes and files, with `NO_COLOR` set to anything, and on a terminal that has none;
 * `FORCE_COLOR` turns them on.
 * Source: https://no-color.org
 */
export function palette(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Palette {
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== "0";
  const refused = (environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb";
  const coloured = !refused && (forced || stream.isTTY === true);
  const paint =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      coloured ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return {
    bold: paint(CODES.bold),
    dim: paint(CODES.dim),
    red: paint(CODES.red),
    green: paint(CODES.green),
    yellow: paint(CODES.yellow),
    cyan: paint(CODES.cyan),
  };
}
