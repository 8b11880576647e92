/** A mistake in what a person gave us: a file, a setting, a flag. The message names it, the rule and the value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  /** @param problems one line each. */
  constructor(
    what: string,
    readonly problems: readonly string[],
  ) {
    super([what, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}
