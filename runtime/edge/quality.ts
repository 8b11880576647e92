/** Lines from a speed on. Unit: Mbit/s, lines. */
export interface Tier {
  readonly fromMbps: number;
  readonly height: number;
}

/** Tiers from 0 Mbit/s on, rising. */
export type Ladder = readonly Tier[];

/** As the database's rules stand at first; also what holds while the key-value store does not answer. */
export const DEFAULT_LADDER: Ladder = [
  { fromMbps: 0, height: 480 },
  { fromMbps: 5, height: 720 },
  { fromMbps: 10, height: 1080 },
  { fromMbps: 25, height: 2160 },
];

/** The most that there is: every plan's limit unless the player says less. Unit: lines. */
export const MOST_HEIGHT = 2160;

const INTEGER = 2147483648;

/**
 * Lines for a viewer: the best tier that the speed carries and the screen shows; the lowest where it shows none. The same answer
 * as `streaming.select_quality` in the database, tested against it.
 * @param speedMbps 0 or more, finite. A speed that was never measured is the caller's to replace, as it is in SQL.
 * @param mostHeight A 32-bit integer.
 * @throws on anything else, null included.
 */
export function selectQuality(ladder: Ladder, speedMbps: number | null, mostHeight: number | null): number {
  if (typeof speedMbps !== "number" || !(speedMbps >= 0 && speedMbps < Infinity)) {
    throw new Error(`cannot select a quality: speed ${speedMbps} Mbit/s`);
  }
  if (typeof mostHeight !== "number" || !(Math.floor(mostHeight) === mostHeight && isInteger32(mostHeight))) {
    throw new Error(`cannot select a quality: height ${mostHeight}`);
  }
  let lowest = ladder[0]!.height;
  let best = 0;
  for (let i = 0; i < ladder.length; i++) {
    const tier = ladder[i]!;
    if (tier.fromMbps > speedMbps) continue;
    lowest = Math.min(lowest, tier.height);
    if (tier.height <= mostHeight) best = Math.max(best, tier.height);
  }
  return best > 0 ? best : lowest;
}

function isInteger32(value: number): boolean {
  return value >= -INTEGER && value < INTEGER;
}
