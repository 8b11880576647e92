import type { EventsDatabase } from "./events-database";
import type { ResultTable } from "./result-table";

/** What all parts of one run share. */
export interface PartContext {
  /** Generated events. */
  readonly eventCount: number;
  /** Turns in which the sides of a comparison are measured. */
  readonly runs: number;
  /** The one PostgreSQL server of the run with the generated events, made when the first part asks for it. */
  database(): Promise<EventsDatabase>;
  /** Tells a person how far it got. */
  progress(line: string): void;
}

/** One group of comparisons. */
export interface Part {
  readonly name: string;
  /** Why it cannot run on this machine; undefined if it can. */
  missing(): string | undefined;
  /** @throws {Failed} when two sides of a comparison answer differently. */
  run(context: PartContext): Promise<ResultTable[]>;
}
