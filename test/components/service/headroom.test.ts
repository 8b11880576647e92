import { describe, expect, it } from "@jest/globals";
import { Headroom } from "../../../components/service/headroom";
import { declared } from "../../support/declared";
import { PAUSE, settings } from "./services-settings";

describe("Headroom", () => {
  it("holds places for whoever is more important, and leaves at once", async () => {
    const made = await declared(
      (opts) => new Headroom("room", { settings: settings.headroom!, pauseImage: PAUSE }, opts),
    );
    const { metadata, spec } = made.one("room-deployment");
    expect([metadata.namespace, spec.replicas, spec.strategy]).toEqual(["headroom", 7, { type: "Recreate" }]);
    expect(metadata.annotations).toEqual({ "pulumi.com/skipAwait": "true" });
    expect(spec.template.spec).toMatchObject({ priorityClassName: "headroom", terminationGracePeriodSeconds: 0 });
    expect(spec.template.spec.containers[0].resources).toEqual({
      requests: { cpu: "1000m", memory: "2048Mi" },
      limits: { memory: "2048Mi" },
    });
  });

  it("reports every problem at once", () => {
    expect(() => new Headroom("room", { settings: { ...settings.headroom!, count: 0 }, pauseImage: "pause" })).toThrow(
      'Cannot declare Headroom "room"\n' +
        "  settings.count: must be 1 to 100 placeholder pods, got 0\n" +
        '  pauseImage: must be pinned by digest such as "repo/name@sha256:<64 hex>", got "pause"',
    );
  });
});
