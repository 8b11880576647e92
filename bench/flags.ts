import { type ParseArgsConfig, parseArgs } from "node:util";
import { badUsage } from "../review/exit-codes";

/** Reads the flags of a benchmark. @throws {Failed} in plain words for an unknown flag, a missing value or a stray argument. */
export function readFlags<T extends NonNullable<ParseArgsConfig["options"]>>(
  benchmark: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(". ");
    return badUsage(`${reason?.replace(/\.$/, "")}. Run "npm run bench -- ${benchmark} --help" for the flags.`);
  }
}

/** Whole numbers separated by commas; each must be a multiple of `step`. */
export function readWholeNumbers(flag: string, text: string, step: number, max: number): number[] {
  return text.split(",").map((each) => {
    const value = Number(each);
    if (each.trim() !== "" && Number.isInteger(value) && value >= step && value <= max && value % step === 0)
      return value;
    return badUsage(`${flag}: must be multiples of ${step} up to ${max}, separated by commas, got "${text}"`);
  });
}
