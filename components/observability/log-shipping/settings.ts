import { fields, type Problem, wholeNumber } from "../../checks";

/** How much of every node the log shipper may take: plain data, the same in every region. */
export interface LogShippingSettings {
  /** Unit: thousandths of a core, 10 to 4,000. About 1 for each 20 lines a second. Not measured here. */
  readonly cpuMillis: number;
  /** Unit: MiB, 64 to 4,096. */
  readonly memoryMiB: number;
  /**
   * Lines that wait on the node's disk while CloudWatch is out of reach; the oldest go first. Unit: MiB, 16 to 10,240.
   */
  readonly bufferMiB: number;
}

/**
 * Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never
 * thrown on.
 */
export function logShippingSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<LogShippingSettings>(path, settings, {
    cpuMillis: (at, value) => wholeNumber(at, value, 10, 4_000, "thousandths of a core"),
    memoryMiB: (at, value) => wholeNumber(at, value, 64, 4_096, "MiB"),
    bufferMiB: (at, value) => wholeNumber(at, value, 16, 10_240, "MiB"),
  });
}
