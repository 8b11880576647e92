/** One benchmark. It prints figures and ratios, and judges none of them. */
export interface Benchmark {
  /** One line for the list of benchmarks. */
  readonly summary: string;
  /** @returns the exit code: 0 unless something could not be run. */
  run(args: readonly string[]): Promise<number>;
}
