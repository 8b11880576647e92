import { must, type Problem, record, text } from "../checks";

/**
 * An image that cannot change under its name: `registry.example/playback-service@sha256:<64 hex digits>`; a tag beside the digest
 * is for people. Source of the grammar: https://github.com/distribution/reference/blob/main/reference.go
 */
const PINNED = /^[a-z0-9]+([.:_/-]+[a-z0-9]+)*(:[\w][\w.-]{0,127})?@sha256:[0-9a-f]{64}$/;

export function imageProblems(path: string, image: unknown): Problem[] {
  return text(path, image, PINNED, 'be pinned by digest such as "repo/name@sha256:<64 hex>"');
}

/** Problems of images by workload: each is pinned, and belongs to a workload that there is. */
export function imagesProblems(path: string, images: unknown, workloads: readonly string[]): Problem[] {
  return record(path, images, (at, workload, image) => [
    ...must(workloads.includes(workload), at, `be of one of ${workloads.join(", ")}`, image),
    ...imageProblems(at, image),
  ]);
}

/**
 * Problems of workloads without an image. None at all is a stack that runs no workloads yet; some but not all is a mistake, by
 * which a service would silently be missing.
 */
export function missingImages(
  path: string,
  images: Readonly<Record<string, string>>,
  needed: readonly string[],
): Problem[] {
  if (Object.keys(images).length === 0) return [];
  return needed
    .filter((workload) => images[workload] === undefined)
    .map((workload) => ({ path: `${path}.${workload}`, reason: "must be given once any other image is" }));
}
