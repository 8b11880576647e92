import { SettingsError } from "../engine/settings-error";
import type { Workload } from "./declared";

/** What is replayed where nobody says. */
const USUAL_WORKLOAD = "playback-service";

/**
 * The workload that is meant: by name, and by region where there are several. Without a region the first one in alphabetical order.
 * @throws {SettingsError} naming those that there are.
 */
export function chooseWorkload(workloads: readonly Workload[], name = "", region = ""): Workload {
  const names = [...new Set(workloads.map((workload) => workload.name))].sort();
  const wanted = name !== "" ? name : names.length === 1 ? (names[0] as string) : USUAL_WORKLOAD;
  const found = workloads.filter((workload) => workload.name === wanted);
  const here = region === "" ? found : found.filter((workload) => workload.region === region);
  const [first] = here;
  if (first !== undefined) return first;
  if (workloads.length === 0) {
    throw new SettingsError("Cannot replay anything", [
      "the stack must declare a HorizontalPodAutoscaler, and declares none",
    ]);
  }
  const there =
    found.length > 0 ? `in ${found.map((workload) => workload.region).join(", ")}` : `one of ${names.join(", ")}`;
  throw new SettingsError("Cannot find the workload", [
    `must be ${there}, got "${[wanted, region].filter(Boolean).join(" in ")}"`,
  ]);
}
