import * as pulumi from "@pulumi/pulumi";

class Meter extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("meter:index:Meter", name, {}, opts);
  }
  read(args: pulumi.Inputs) {
    return pulumi.runtime.call<{ id: string }>("meter:index:Meter/read", { __self__: this, ...args }, this);
  }
}
class Station extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("meter:index:Station", name, {}, opts, true);
  }
  check() {
    return pulumi.runtime.call<{ ok: boolean }>("meter:index:Station/check", { __self__: this }, this);
  }
}
class Meters extends pulumi.ProviderResource {}

const provider = new Meters("meter", "explicit", {});
const meter = new Meter("meter", { provider });
const station = new Station("station", { provider });

// Without a provider option a method goes to the provider of its resource.
const bare = pulumi.runtime.call<{ value: number }>("meter:index:Meter/read", { __self__: meter, unit: "volt" });

export const value = bare.apply(({ value }) => value);
export const known = meter.read({ unit: "volt" });
export const unknown = meter.read({ unit: "ampere" }).apply(({ id }) => `never seen ${id}`);
export const ok = station.check().apply(({ ok }) => ok);
