import { EXIT, Failed } from "../../review/exit-codes";
import { type Spread, spread } from "../spread";

/**
 * Measures every side once a turn, in an order that moves on by one each turn: none comes always after the same other one.
 * @returns the figures of each side in the order of turns.
 */
export async function takeTurns<Side extends string, Figures>(
  runs: number,
  sides: Readonly<Record<Side, (turn: number) => Promise<Figures>>>,
): Promise<Record<Side, Figures[]>> {
  const names = Object.keys(sides) as Side[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as Figures[]])) as Record<Side, Figures[]>;
  for (let turn = 0; turn < runs; turn++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + turn) % names.length] as Side;
      figures[name].push(await sides[name](turn));
    }
  }
  return figures;
}

/** Spread of one figure. */
export function spreadOf<Figures>(turns: readonly Figures[], figure: (one: Figures) => number): Spread {
  return spread(turns.map(figure));
}

/** How often `side` goes into `other`, turn by turn: 2 where the other takes twice as much. */
export function ratioOf<Figures>(
  other: readonly Figures[],
  side: readonly Figures[],
  figure: (one: Figures) => number,
): Spread {
  return spread(other.map((one, turn) => figure(one) / figure(side[turn] as Figures)));
}

/** @throws {Failed} unless all sides have the same answer, as text. */
export function mustAgree(what: string, answers: Readonly<Record<string, string>>): void {
  const [[first, expected], ...others] = Object.entries(answers) as [[string, string], ...[string, string][]];
  for (const [side, answer] of others) {
    if (answer === expected) continue;
    const shown = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}...` : text);
    throw new Failed(
      `${what}: two sides answer differently\n  ${first}: ${shown(expected)}\n  ${side}: ${shown(answer)}`,
      EXIT.program,
    );
  }
}

/** The value that a share of `values` does not exceed. @param values at least one; @param share 0.99 for the p99 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}
