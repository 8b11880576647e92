import type { StorageLike } from "./browser";

type Values = Readonly<Record<string, unknown>>;

/** What is kept, in which form. */
export interface PreferencesForm<T extends object> {
  /** Key in the storage. */
  readonly key: string;
  /** Of the form; 1 or more. */
  readonly version: number;
  readonly defaults: T;
  /** Whether a value of the field is one that may be used. */
  readonly valid: { readonly [Field in keyof T]-?: (value: unknown) => boolean };
  /** By the version that it reads: makes of its values those of the next one. */
  readonly migrations?: Readonly<Record<number, (values: Values) => Values>>;
}

interface Kept {
  readonly version: number;
  readonly values: Values;
}

/**
 * Preferences of whoever uses this browser. A broken field has its default and the others stay; where nothing can be stored they
 * last as long as the page.
 */
export class Preferences<T extends object> {
  private current: T;
  private readonly listeners = new Set<(values: T) => void>();

  /** `storage` is asked for each time: a browser that forbids it throws on the way to it. */
  constructor(
    private readonly form: PreferencesForm<T>,
    private readonly storage: () => StorageLike,
  ) {
    this.current = this.usable(this.read());
  }

  get values(): T {
    return this.current;
  }

  /**
   * Changes some fields; the others are as they are in the storage, where another tab may have changed them.
   * @returns whether they were stored. @throws {RangeError} naming a field that must not have that value.
   */
  change(changes: Partial<T>): boolean {
    for (const [field, value] of Object.entries(changes)) {
      if (this.form.valid[field as keyof T]?.(value) !== true) {
        throw new RangeError(`${field} must not be ${JSON.stringify(value)}`);
      }
    }
    const kept = this.read();
    this.current = { ...(kept === undefined ? this.current : this.usable(kept)), ...changes };
    const version = Math.max(this.form.version, kept?.version ?? 0); // a newer build's fields stay for when it comes back
    const stored = this.write({ version, values: { ...kept?.values, ...this.current } });
    this.tell();
    return stored;
  }

  /** For the browser's `storage` event, which other tabs' changes cause. `key` is null when all was cleared. */
  changedElsewhere(key: string | null): void {
    if (key !== null && key !== this.form.key) return;
    this.current = this.usable(this.read());
    this.tell();
  }

  /** Calls `listener` after each change. @returns what ends that. */
  subscribe(listener: (values: T) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.current);
  }

  /** What is stored, in this form or a newer one; undefined when there is nothing that can be read. */
  private read(): Kept | undefined {
    try {
      const text = this.storage().getItem(this.form.key);
      const found = text === null ? undefined : JSON.parse(text);
      return isKept(found) ? this.migrated(found) : undefined;
    } catch {
      return undefined; // no storage, or another one's text: nobody can do anything about it
    }
  }

  private migrated({ version, values }: Kept): Kept | undefined {
    let [at, current] = [version, values];
    while (at < this.form.version) {
      const migrate = this.form.migrations?.[at];
      if (migrate === undefined) return undefined;
      current = migrate(current);
      at += 1;
    }
    return { version: at, values: current };
  }

  private usable(kept: Kept | undefined): T {
    const found = Object.entries(kept?.values ?? {}).filter(([field, value]) => {
      return Object.hasOwn(this.form.valid, field) && this.form.valid[field as keyof T](value);
    });
    return { ...this.form.defaults, ...Object.fromEntries(found) };
  }

  private write(kept: Kept): boolean {
    try {
      this.storage().setItem(this.form.key, JSON.stringify(kept));
      return true;
    } catch {
      return false; // no storage, or no room in it
    }
  }
}

function isKept(found: unknown): found is Kept {
  if (typeof found !== "object" || found === null) return false;
  const { version, values } = found as Partial<Kept>;
  return Number.isInteger(version) && Number(version) >= 1 && typeof values === "object" && values !== null;
}
