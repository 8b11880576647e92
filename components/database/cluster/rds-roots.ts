import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { must, type Problem } from "../../checks";

let roots: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Certificates of the authorities that sign Aurora's, of each region RSA of 2,048 and 4,096 bits and ECC: valid until
 * 2061 or 2121, and in no system's own store. Source:
 * https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem, without test authorities.
 *
 * @throws when there is none of a region; see `rdsRootsProblems`.
 */
export function rdsRoots(regions: readonly string[]): string {
  return [...new Set(regions)]
    .sort()
    .flatMap((region) => {
      const found = byRegion().get(region);
      if (found === undefined) throw new Error(`There is no certificate authority of ${region}`);
      return found;
    })
    .join("");
}

/** Problems of regions whose authorities are not on file. */
export function rdsRootsProblems(path: string, regions: readonly string[]): Problem[] {
  return regions.flatMap((region, i) =>
    must(byRegion().has(region), `${path}[${i}]`, "be a region whose authorities are in rds-roots.pem", region),
  );
}

/** Read at the first use: a stack without a database needs none of it. */
function byRegion(): ReadonlyMap<string, readonly string[]> {
  if (roots) return roots;
  const found = new Map<string, string[]>();
  const pem = readFileSync(join(__dirname, "rds-roots.pem"), "utf8");
  for (const certificate of pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []) {
    const region = /CN=Amazon RDS (\S+) Root CA/.exec(new X509Certificate(certificate).subject)?.[1] ?? "";
    found.set(region, [...(found.get(region) ?? []), certificate]);
  }
  roots = found;
  return found;
}
