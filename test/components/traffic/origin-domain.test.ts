import { describe, expect, it } from "@jest/globals";
import { OriginDomain, type OriginDomainArgs } from "../../../components/traffic/origin-domain";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";

const args: OriginDomainArgs = {
  domain: "stream.example.com",
  zone: "declared",
  regions: ["eu-west-1", "us-east-1"],
  protectStateful: true,
};
const ZONES = "aws:route53/getZone:getZone";

let domain: OriginDomain;
const make = (of: OriginDomainArgs = args) =>
  declared(
    (opts) => {
      domain = new OriginDomain("domain", of, opts);
    },
    { [ZONES]: ({ name, privateZone }) => ({ zoneId: `Z-${name}-${privateZone}`, nameServers: ["ns-1.example"] }) },
  );

describe("OriginDomain", () => {
  it("declares exactly the zone, and for each of two names certificates by region and one validation record", async () => {
    const made = await make();
    expect(made.names()).toEqual([
      "domain-origin-eu-west-1",
      "domain-origin-eu-west-1-issued",
      "domain-origin-us-east-1",
      "domain-origin-us-east-1-issued",
      "domain-origin-validation",
      "domain-viewers-eu-west-1",
      "domain-viewers-eu-west-1-issued",
      "domain-viewers-us-east-1",
      "domain-viewers-us-east-1-issued",
      "domain-viewers-validation",
      "domain-zone",
    ]);
  });

  it("keeps a zone that can be changed while us-east-1 is down, and that nobody deletes by mistake", async () => {
    const made = await make();
    expect(made.one("domain-zone")).toEqual({
      name: "stream.example.com",
      comment: "Origin and viewers' names",
      enableAcceleratedRecovery: true,
    });
    expect(made.options("domain-zone").protect).toBe(true);
    expect((await make({ ...args, protectStateful: false })).options("domain-zone").protect).toBe(false);
  });

  it("asks for names that share one validation record, in each region", async () => {
    const made = await make();
    const common = { validationMethod: "DNS", keyAlgorithm: "RSA_2048" };
    expect(made.one("domain-origin-eu-west-1")).toEqual({
      ...common,
      region: "eu-west-1",
      domainName: "origin.stream.example.com",
      subjectAlternativeNames: ["*.origin.stream.example.com"],
    });
    expect(made.one("domain-viewers-us-east-1")).toEqual({
      ...common,
      region: "us-east-1",
      domainName: "stream.example.com",
      subjectAlternativeNames: ["*.stream.example.com"],
    });
    expect(made.one("domain-origin-us-east-1-issued")).toMatchObject({
      region: "us-east-1",
      certificateArn: "arn:domain-origin-us-east-1",
    });
    expect(made.one("domain-origin-validation")).toMatchObject({ zoneId: "domain-zone-id", ttl: 300 });
  });

  it("offers the ARNs that a load balancer presents, by region", async () => {
    await make();
    expect(Object.keys(domain.certificates)).toEqual(["eu-west-1", "us-east-1"]);
    const { originArn, viewersArn } = domain.certificates["eu-west-1"]!;
    expect(await resolved(originArn)).toBe("arn:domain-origin-eu-west-1");
    expect(await resolved(viewersArn)).toBe("arn:domain-viewers-eu-west-1");
  });

  it("looks up a public zone that somebody else keeps", async () => {
    const made = await make({ ...args, zone: "existing" });
    expect(made.names("aws:route53/zone:Zone")).toEqual([]);
    expect(await resolved(domain.zoneId)).toBe("Z-stream.example.com-false");
    expect(await resolved(domain.nameServers)).toEqual(["ns-1.example"]);
    expect(made.one("domain-viewers-validation").zoneId).toBe("Z-stream.example.com-false");
  });

  it("reports every problem at once", () => {
    const wrong = { domain: "example", zone: "mine" as any, regions: ["eu1"], protectStateful: true };
    expect(() => new OriginDomain("domain", wrong)).toThrow(
      'Cannot declare OriginDomain "domain"\n' +
        '  domain: must be a domain of up to 57 characters such as "stream.example.com", got "example"\n' +
        '  zone: must be one of "declared", "existing", got "mine"\n' +
        '  regions[0]: must be a region such as "eu-west-1", got "eu1"',
    );
  });
});
