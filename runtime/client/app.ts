import type { ContainerLike, StorageLike } from "./browser";
import { Preferences } from "./preferences";
import { Registration } from "./registration";
import { VIEWER_PREFERENCES, type ViewerPreferences } from "./viewer-preferences";

interface Element {
  hidden: boolean;
  disabled: boolean;
  checked: boolean;
  value: string;
  readonly type: string;
  textContent: string | null;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  append(child: Element): void;
  replaceChildren(...children: Element[]): void;
  addEventListener(type: string, listener: () => void): void;
}

interface Page {
  readonly document: {
    readonly visibilityState: string;
    querySelector(selector: string): Element | null;
    querySelectorAll(selector: string): Iterable<Element>;
    createElement(name: string): Element;
    addEventListener(type: "visibilitychange", listener: () => void): void;
  };
  readonly localStorage: StorageLike;
  readonly location: { reload(): void };
  readonly navigator: { readonly serviceWorker?: ContainerLike };
  readonly performance: { getEntriesByType(type: "resource"): readonly { readonly name: string }[] };
  addEventListener(type: "storage", listener: (event: { readonly key: string | null }) => void): void;
}

const page = globalThis as unknown as Page;
const { document } = page;

const preferences = new Preferences(VIEWER_PREFERENCES, () => page.localStorage);

/** Controls say in `data-preference` which field they show. */
function bindPreferences(): void {
  const controls = [...document.querySelectorAll("[data-preference]")];
  const show = (values: ViewerPreferences) => {
    for (const control of controls) {
      const value = values[control.dataset.preference as keyof ViewerPreferences];
      if (control.type === "checkbox") control.checked = value === true;
      else control.value = String(value);
    }
  };
  for (const control of controls) {
    control.addEventListener("change", () => {
      const value = control.type === "checkbox" ? control.checked : choiceOf(control.value);
      preferences.change({ [control.dataset.preference!]: value });
    });
  }
  preferences.subscribe(show);
  show(preferences.values);
  page.addEventListener("storage", ({ key }) => preferences.changedElsewhere(key));
}

const choiceOf = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

/** Fills each list with the titles at its `data-titles`: `{ "items": [{ "id", "name" }] }`. */
async function showTitles(list: Element): Promise<void> {
  const response = await fetch(list.dataset.titles!);
  if (!response.ok) throw new Error(`${list.dataset.titles} answered ${response.status}`);
  const { items } = (await response.json()) as { readonly items: readonly { readonly name: string }[] };
  const rows = items.map(({ name }) => {
    const row = document.createElement("li");
    row.textContent = name;
    return row;
  });
  list.replaceChildren(...rows);
}

async function startWorker(container: ContainerLike): Promise<void> {
  const notice = document.querySelector("[data-update]");
  const registration = await Registration.start({
    container,
    reload: () => page.location.reload(),
    loadedUrls: () => page.performance.getEntriesByType("resource").map(({ name }) => name),
    nowMillis: () => Date.now(),
    onUpdate: () => {
      if (notice !== null) notice.hidden = false;
    },
  });
  notice?.addEventListener("click", () => registration.useUpdate());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.check();
  });
}

bindPreferences();
const lists = [...document.querySelectorAll("[data-titles]")].map((list) =>
  showTitles(list).catch(() => {
    list.textContent = "Titles cannot be shown now.";
  }),
);
// After the titles: the worker's downloads do not slow the first view, and it is told of all that was loaded without it.
Promise.all(lists)
  .then(() => page.navigator.serviceWorker && startWorker(page.navigator.serviceWorker))
  .catch((error) => console.warn("no offline use:", error));
