import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { rdsRoots, rdsRootsProblems } from "../../../../components/database/cluster/rds-roots";

const certificates = (regions: readonly string[]) =>
  (rdsRoots(regions).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );

/** Where the file's authorities are; AWS adds some with every region that it opens. */
const REGIONS = [
  "af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1",
  "ap-southeast-2 ap-southeast-3 ap-southeast-4 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1",
  "eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1",
  "sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2",
]
  .join(" ")
  .split(" ");

describe("rdsRoots()", () => {
  it("has the three authorities of a region, each signed by itself", () => {
    expect(REGIONS).toHaveLength(29);
    for (const region of REGIONS) {
      const found = certificates([region]);
      expect(found.map(({ subject }) => /CN=(.*)/.exec(subject)![1]).sort()).toEqual(
        ["ECC384", "RSA2048", "RSA4096"].map((kind) => `Amazon RDS ${region} Root CA ${kind} G1`),
      );
      expect(found.map((root) => [root.ca, root.issuer === root.subject, root.verify(root.publicKey)])).toEqual(
        found.map(() => [true, true, true]),
      );
    }
  });

  it("has Amazon's, not somebody's of the same name", () => {
    const of = (region: string) =>
      certificates([region]).find(({ subject }) => subject.includes("RSA2048"))!.fingerprint;
    // As AWS reports it for the authority of a running cluster.
    expect(of("ap-southeast-1")).toBe("AA:6B:73:72:6C:21:17:6C:C7:14:81:52:78:D6:EB:C9:32:F2:93:B3");
  });

  it("names each region once, whatever the order", () => {
    expect(rdsRoots(["us-east-1", "eu-west-1", "us-east-1"])).toBe(rdsRoots(["eu-west-1", "us-east-1"]));
    expect(certificates(["us-east-1", "eu-west-1"])).toHaveLength(6);
  });

  it("refuses a region without authorities, before and while it is built", () => {
    expect(rdsRootsProblems("regions", ["us-east-1", "mars-1"])).toEqual([
      { path: "regions[1]", reason: 'must be a region whose authorities are in rds-roots.pem, got "mars-1"' },
    ]);
    expect(() => rdsRoots(["mars-1"])).toThrow("There is no certificate authority of mars-1");
  });
});
