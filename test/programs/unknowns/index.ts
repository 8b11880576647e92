import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.CustomResource {
  declare readonly later: pulumi.Output<string>;
  declare readonly list: pulumi.Output<string[]>;
  declare readonly known: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs) {
    super("thing:index:Thing", name, { later: undefined, list: undefined, ...args });
  }
}

const thing = new Thing("thing", { known: "yes" });
let applied = 0;
const count = pulumi.output(thing.later).apply((text) => {
  applied++;
  return text.length;
});

new Thing("uses", {
  whole: thing.later,
  inList: ["a", thing.later, "c"],
  inObject: { b: { c: thing.id } },
  interpolated: pulumi.interpolate`arn/${thing.later}`,
  element: thing.list[0],
  json: pulumi.jsonStringify({ id: thing.id }),
  all: pulumi.all([thing.known, thing.later]),
  known: thing.known.apply((known) => `${known}!`),
  count,
  nothing: undefined,
  empty: null,
});
export const list = thing.list;
export const half = [thing.known, thing.later];
export const calls = pulumi.output(0).apply(() => applied);
