/** A column that files are z-ordered by. */
export interface ZOrderColumn {
  readonly name: string;
  /** Bits of its biggest value: 31 for identifiers up to 2,147,483,647. */
  readonly bits: number;
}

/**
 * How often each column is halved among `partCount` equal parts (files, row groups) of z-ordered rows, in the order of `columns`.
 * Iceberg takes a bit of each column in turn, from the top of all 64 and not from the first that is ever set. So of two columns the
 * one with the longer values gets all cuts until it is down to the other's length: a column with no cut is in every file, and a query
 * for it skips nothing.
 * Source: https://github.com/apache/iceberg/blob/main/core/src/main/java/org/apache/iceberg/util/ZOrderByteUtils.java
 */
export function cutsPerColumn(columns: readonly ZOrderColumn[], partCount: number): number[] {
  const cuts = columns.map(() => 0);
  let left = Math.floor(Math.log2(Math.max(1, partCount)));
  for (let bit = 64; bit > 0; bit--) {
    columns.forEach((column, i) => {
      if (left === 0 || column.bits < bit) return;
      cuts[i]! += 1;
      left--;
    });
  }
  return cuts;
}
