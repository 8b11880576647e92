import { type Recs, recsOf } from "../../test/support/redis-cache";

/** What the query of recommendations takes, about, while nobody else asks. Unit: milliseconds. */
const LOAD_MILLIS = 20;

/** Where the cache loads from: so many loads at once, the others wait for their turn. */
export class Source {
  loads = 0;
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** The only right one. */
  answer(profileId: number): Recs {
    return recsOf({ profileId, context: "home" });
  }

  async load(profileId: number): Promise<Recs> {
    this.loads += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce + this.waiting.length + 1);
    if (this.atOnce >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.atOnce += 1;
    await new Promise((resolve) => setTimeout(resolve, LOAD_MILLIS));
    const next = this.waiting.shift();
    if (next) next();
    else this.atOnce -= 1;
    return this.answer(profileId);
  }
}
