import type { PreferencesForm } from "./preferences";

export interface ViewerPreferences {
  /** Most lines of picture to start with; the player says so in `height` of the playlist's address. */
  readonly maxHeight: "auto" | 480 | 720 | 1080 | 2160;
  /** Languages as BCP 47 has them, e.g. `pt-BR`; null is none for subtitles and the original for sound. */
  readonly subtitles: string | null;
  readonly audio: string | null;
  readonly autoplayNext: boolean;
  /** Unit: percent, 0 to 100. */
  readonly volumePercent: number;
}

const HEIGHTS: readonly unknown[] = ["auto", 480, 720, 1080, 2160];

const language = (value: unknown): boolean =>
  value === null || (typeof value === "string" && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value));

export const VIEWER_PREFERENCES: PreferencesForm<ViewerPreferences> = {
  key: "p95.preferences",
  version: 1,
  defaults: { maxHeight: "auto", subtitles: null, audio: null, autoplayNext: true, volumePercent: 100 },
  valid: {
    maxHeight: (value) => HEIGHTS.includes(value),
    subtitles: language,
    audio: language,
    autoplayNext: (value) => typeof value === "boolean",
    volumePercent: (value) => typeof value === "number" && value >= 0 && value <= 100,
  },
};
