import { type MigrationFile, sha256 } from "../../runtime/migrate/migration";

/**
 * Name part of the Job that applies the files: another one whenever a file, its name or their number changes, so that Pulumi
 * makes a new Job then and only then. Unit: 12 hexadecimal digits, which fit a Kubernetes name.
 */
export function migrationsHash(files: readonly MigrationFile[]): string {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sha256(JSON.stringify(sorted.map(({ name, text }) => [name, sha256(text)]))).slice(0, 12);
}
