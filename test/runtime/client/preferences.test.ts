import { describe, expect, it } from "@jest/globals";
import type { StorageLike } from "../../../runtime/client/browser";
import { Preferences, type PreferencesForm } from "../../../runtime/client/preferences";
import { VIEWER_PREFERENCES, type ViewerPreferences } from "../../../runtime/client/viewer-preferences";

interface Sample {
  readonly size: number;
  readonly name: string;
}

/** In the first form `size` was a text in a field `width`, in the second a number; the third has a `name`. */
const FORM: PreferencesForm<Sample> = {
  key: "sample",
  version: 3,
  defaults: { size: 10, name: "none" },
  valid: {
    size: (value) => typeof value === "number" && value >= 1 && value <= 20,
    name: (value) => typeof value === "string",
  },
  migrations: {
    1: ({ width, ...others }) => ({ ...others, size: Number(width) }),
    2: (values) => ({ ...values, name: "from two" }),
  },
};

class FakeStorage implements StorageLike {
  text: string | null = null;
  full = false;

  getItem() {
    return this.text;
  }

  setItem(_: string, text: string) {
    if (this.full) throw new DOMException("no room", "QuotaExceededError");
    this.text = text;
  }
}

function opened(kept: unknown, storage = new FakeStorage()) {
  storage.text = typeof kept === "string" ? kept : kept === undefined ? null : JSON.stringify(kept);
  return { storage, preferences: new Preferences(FORM, () => storage) };
}

const valuesOf = (kept: unknown) => opened(kept).preferences.values;

describe("Preferences", () => {
  it.each<[string, unknown, Sample]>([
    ["nothing", undefined, { size: 10, name: "none" }],
    ["this form", { version: 3, values: { size: 5, name: "x" } }, { size: 5, name: "x" }],
    ["a part", { version: 3, values: { size: 5 } }, { size: 5, name: "none" }],
    ["the first form", { version: 1, values: { width: "7" } }, { size: 7, name: "from two" }],
    ["the second form", { version: 2, values: { size: 8 } }, { size: 8, name: "from two" }],
    ["an old form without its fields", { version: 1, values: {} }, { size: 10, name: "from two" }],
    ["a newer form", { version: 9, values: { size: 5, name: 4, depth: 1 } }, { size: 5, name: "none" }],
    ["a broken field", { version: 3, values: { size: "5", name: "x" } }, { size: 10, name: "x" }],
    ["a field below its range", { version: 3, values: { size: 0 } }, { size: 10, name: "none" }],
    ["a field at the end of its range", { version: 3, values: { size: 20 } }, { size: 20, name: "none" }],
    ["a field past its range", { version: 3, values: { size: 21 } }, { size: 10, name: "none" }],
    ["a field of every object", { version: 3, values: { constructor: 1 } }, { size: 10, name: "none" }],
    ["text that is no JSON", "{", { size: 10, name: "none" }],
    ["another one's JSON", "[1]", { size: 10, name: "none" }],
    ["null", "null", { size: 10, name: "none" }],
    ["version 0", { version: 0, values: { size: 5 } }, { size: 10, name: "none" }],
    ["no values", { version: 3 }, { size: 10, name: "none" }],
  ])("reads %s", (_, kept, expected) => {
    expect(valuesOf(kept)).toEqual(expected);
  });

  it("has defaults where a migration fails", () => {
    const form = {
      ...FORM,
      migrations: {
        2: () => {
          throw new Error("broken");
        },
      },
    };
    const storage = new FakeStorage();
    storage.text = JSON.stringify({ version: 2, values: { size: 5 } });
    expect(new Preferences(form, () => storage).values).toEqual(FORM.defaults);
    storage.text = JSON.stringify({ version: 1, values: { size: 5 } });
    expect(new Preferences(form, () => storage).values).toEqual(FORM.defaults);
  });

  it("stores all fields in this form, and those of another tab", () => {
    const { storage, preferences } = opened({ version: 1, values: { width: "7" } });
    expect(preferences.change({ name: "y" })).toBe(true);
    expect(JSON.parse(storage.text!)).toEqual({ version: 3, values: { size: 7, name: "y" } });
    storage.text = JSON.stringify({ version: 3, values: { size: 12, name: "y" } });
    preferences.change({ name: "z" });
    expect(JSON.parse(storage.text!)).toEqual({ version: 3, values: { size: 12, name: "z" } });
    expect(preferences.values).toEqual({ size: 12, name: "z" });
  });

  it("leaves what a newer build stored for when that comes back", () => {
    const { storage, preferences } = opened({ version: 4, values: { size: 5, depth: 1 } });
    preferences.change({ size: 6 });
    expect(JSON.parse(storage.text!)).toEqual({ version: 4, values: { size: 6, name: "none", depth: 1 } });
  });

  it("takes broken text's place", () => {
    const { storage, preferences } = opened("{");
    preferences.change({ size: 6 });
    expect(JSON.parse(storage.text!)).toEqual({ version: 3, values: { size: 6, name: "none" } });
  });

  it("refuses a value by the name of its field, and changes nothing", () => {
    const { storage, preferences } = opened(undefined);
    expect(() => preferences.change({ name: "y", size: 21 })).toThrow(new RangeError("size must not be 21"));
    const unknown = { depth: 1 } as unknown as Partial<Sample>;
    expect(() => preferences.change(unknown)).toThrow(new RangeError("depth must not be 1"));
    expect([preferences.values, storage.text]).toEqual([FORM.defaults, null]);
  });

  it("lasts as long as the page where there is no room", () => {
    const { storage, preferences } = opened(undefined);
    storage.full = true;
    expect(preferences.change({ size: 6 })).toBe(false);
    expect(preferences.change({ name: "y" })).toBe(false);
    expect(preferences.values).toEqual({ size: 6, name: "y" });
  });

  it("lasts as long as the page where storage is forbidden", () => {
    const preferences = new Preferences(FORM, () => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(preferences.change({ size: 6 })).toBe(false);
    expect(preferences.values).toEqual({ size: 6, name: "none" });
  });

  it("tells listeners of changes, of this tab and of others, until they have heard enough", () => {
    const { storage, preferences } = opened(undefined);
    const heard: Sample[] = [];
    const end = preferences.subscribe((values) => heard.push(values));
    preferences.change({ size: 6 });
    storage.text = JSON.stringify({ version: 3, values: { size: 7 } });
    preferences.changedElsewhere("other");
    preferences.changedElsewhere("sample");
    storage.text = null;
    preferences.changedElsewhere(null);
    end();
    preferences.change({ size: 9 });
    expect(heard.map(({ size }) => size)).toEqual([6, 7, 10]);
  });
});

describe("VIEWER_PREFERENCES", () => {
  const accepts = (field: keyof ViewerPreferences, value: unknown) => VIEWER_PREFERENCES.valid[field](value);

  it("takes its own defaults", () => {
    for (const [field, value] of Object.entries(VIEWER_PREFERENCES.defaults)) {
      expect([field, accepts(field as keyof ViewerPreferences, value)]).toEqual([field, true]);
    }
  });

  it.each<[keyof ViewerPreferences, unknown, boolean]>([
    ["maxHeight", 2160, true],
    ["maxHeight", 2161, false],
    ["maxHeight", "1080", false],
    ["subtitles", "pt-BR", true],
    ["subtitles", "zh-Hant-TW", true],
    ["subtitles", "p", false],
    ["subtitles", "pt BR", false],
    ["audio", null, true],
    ["audio", "", false],
    ["autoplayNext", 1, false],
    ["volumePercent", 0, true],
    ["volumePercent", -1, false],
    ["volumePercent", 100, true],
    ["volumePercent", 101, false],
    ["volumePercent", Number.NaN, false],
  ])("takes %s of %p: %p", (field, value, expected) => {
    expect(accepts(field, value)).toBe(expected);
  });
});
