import { messageOf, type Release } from "./announcement";
import { Calendar } from "./calendar";
import type { Catalogue, Schedules } from "./ports";
import {
  type Audience,
  concerns,
  expectedMultiplier,
  isOpen,
  opensAtMillis,
  shutsAtMillis,
  windowName,
  windowOf,
} from "./window";

export interface PlannerWorld {
  readonly schedules: Schedules;
  readonly catalogue: Catalogue;
  readonly audience: Audience;
  /** What the schedules' names begin with. */
  readonly namePrefix: string;
  /** Unit: milliseconds since 1970. */
  readonly nowMillis: () => number;
}

/** What became of a message. */
export type Outcome = "planned" | "deleted" | "unchanged" | "refreshed";

/** Calls to Scheduler at a time: a refresh of hundreds of releases must be done within the queue's time for one message. */
const CONCURRENCY = 8;

/** What this process wrote last for a title whose release is not to be foreseen. */
const NONE = "none";

/** Turns what is announced into schedules, and tells what load to expect now. */
export class Planner {
  private readonly calendar = new Calendar();
  /** By title, what this process wrote last: what has not changed since is not written over what another pod knows better. */
  private readonly written = new Map<string, string>();
  private lastReadMillis: number | undefined;

  constructor(private readonly world: PlannerWorld) {}

  /**
   * Does what the message asks for; the same message again does nothing more.
   * @throws {PoisonError} when it cannot be understood, or whatever the catalogue or Scheduler throws.
   */
  async handle(body: string): Promise<Outcome> {
    const message = messageOf(body);
    if (message.kind === "refresh") {
      await this.refresh("everything");
      return "refreshed";
    }
    const { titleId, saidAtMillis, release } = message;
    const news = this.calendar.tell(titleId, saidAtMillis, release);
    const holds = news || JSON.stringify(release) === JSON.stringify(this.calendar.releaseOf(titleId));
    return this.write(titleId, holds ? "announced" : "read");
  }

  /**
   * Reads the catalogue, and writes what differs from what this process wrote, or everything. Windows that are open, or about to be,
   * are left alone: nobody can tell whether their message was sent, and a second one would count twice.
   */
  async refresh(what: "changes" | "everything"): Promise<void> {
    const before = new Set(this.written.keys());
    this.calendar.replace(await this.world.catalogue.releases());
    this.lastReadMillis = this.world.nowMillis();
    if (what === "everything") this.written.clear();
    const titles = [...new Set([...before, ...this.calendar.releases().map(({ titleId }) => titleId)])];
    const failures: unknown[] = [];
    const next = async (): Promise<void> => {
      for (let titleId = titles.shift(); titleId !== undefined; titleId = titles.shift()) {
        await this.write(titleId, "read").catch((error) => failures.push(error)); // the others are worth as much
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, next));
    for (const [titleId, wrote] of this.written) {
      if (wrote === NONE) this.written.delete(titleId); // else every title there ever was stays in memory
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} windows not written`);
  }

  /** Unit: milliseconds since 1970; undefined before the catalogue answered for the first time. */
  get catalogueReadMillis(): number | undefined {
    return this.lastReadMillis;
  }

  /** How many releases are ahead or under way. */
  get releaseCount(): number {
    return this.ahead().length;
  }

  /** Load to expect over the load before; undefined while no release is open. */
  expectedMultiplier(): number | undefined {
    const now = this.world.nowMillis();
    return expectedMultiplier(
      this.ahead().filter((release) => isOpen(release, now)),
      this.world.audience,
    );
  }

  private ahead(): Release[] {
    const now = this.world.nowMillis();
    return this.calendar
      .releases()
      .filter((release) => concerns(release, this.world.audience) && now < shutsAtMillis(release));
  }

  private releaseHere(titleId: string): Release | undefined {
    const release = this.calendar.releaseOf(titleId);
    return release !== undefined && concerns(release, this.world.audience) ? release : undefined;
  }

  private async write(titleId: string, because: "announced" | "read"): Promise<Exclude<Outcome, "refreshed">> {
    const { schedules, namePrefix, nowMillis } = this.world;
    const release = this.releaseHere(titleId);
    const window = release && windowOf(release, namePrefix, nowMillis());
    const wanted = window === undefined ? NONE : JSON.stringify([release?.releaseAtMillis, window.message]);
    if (this.written.get(titleId) === wanted) return "unchanged";
    if (window === undefined) await schedules.remove(windowName(namePrefix, titleId));
    else if (because === "announced" || window.atMillis === opensAtMillis(release!)) await schedules.put(window);
    else return "unchanged";
    this.written.set(titleId, wanted);
    return window === undefined ? "deleted" : "planned";
  }
}
