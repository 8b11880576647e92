import type { Problem } from "./checks";
import { imagesProblems, missingImages } from "./service/images";
import { SERVICE_NAMES, WORKER_NAMES } from "./service/service-contract";
import type { PlatformSettings } from "./settings";

/** Beside the database: its pools, and the Jobs that bring its schema. One without the others is of no use. */
const DATABASE_IMAGES = ["pgbouncer", "pgbouncer-exporter", "aws-cli", "node"];

const OTHER_IMAGES = ["fluent-bit", "k6", "k6-starter"];

/**
 * Everything wrong with `images` by workload: one that may change, one that nobody runs, and one that is missing beside the others.
 * Pure. None at all is a stack that runs nothing of ours yet.
 */
export function workloadImagesProblems(
  path: string,
  images: unknown,
  { load }: Pick<PlatformSettings, "load">,
): Problem[] {
  const streaming = [...SERVICE_NAMES, ...WORKER_NAMES];
  const problems = imagesProblems(path, images, [...streaming, ...DATABASE_IMAGES, ...OTHER_IMAGES]);
  if (problems.length > 0) return problems;
  const given = images as Readonly<Record<string, string>>;
  const wanted = [
    ...(load?.regression === undefined && load?.loadTests === undefined ? [] : ["k6"]),
    ...(load?.loadTests === undefined ? [] : ["k6-starter"]),
  ];
  const of = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
  return [
    ...missingImages(path, of(streaming), streaming),
    ...missingImages(path, of(DATABASE_IMAGES), DATABASE_IMAGES),
    ...wanted
      .filter((name) => given[name] === undefined)
      .map((name) => ({ path: `${path}.${name}`, reason: "must be given where settings.load wants it" })),
  ];
}
