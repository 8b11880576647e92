import type { Kind } from "./kinds";

/** Paths in a square of 16 by 16, drawn as lines. */
export const ICONS: Readonly<Record<Kind, string>> = {
  network: "M8 2v4M8 10v4M2 8h4M10 8h4M6 6h4v4H6z",
  entrance: "M3 14V2h10v12M3 14h10M10 8h.01",
  edge: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c4 4 4 8 0 12M8 2c-4 4-4 8 0 12",
  cluster: "M8 2l5 3v6l-5 3-5-3V5zM8 8v6M8 8l5-3M8 8L3 5",
  workload: "M2 3h12v4H2zM2 9h12v4H2zM5 5h.01M5 11h.01",
  cache: "M9 2L3 9h4l-1 5 7-8H9z",
  database: "M3 4c0-3 10-3 10 0v8c0 3-10 3-10 0zM3 4c0 3 10 3 10 0M3 8c0 3 10 3 10 0",
  storage: "M2 4h5l2 2h5v7H2z",
  messaging: "M2 4h12v8H2zM2 4l6 5 6-5",
  monitoring: "M2 9h3l2-5 3 9 2-4h2",
  safety: "M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4z",
  keys: "M5 6a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM7 8l6-6M11 4l2 2",
  function: "M4 13l4-9M8 4l4 9M5 4h3",
  other: "M3 3h10v10H3z",
};
