// Declares the same every time, but in another order each time.
const pulumi = require("@pulumi/pulumi");

class Thing extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super(`${name.split("-")[0]}:index:Thing`, name, { later: undefined, ...args }, opts);
  }
}
class Group extends pulumi.ComponentResource {
  constructor(name) {
    super("test:index:Group", name);
    this.registerOutputs({});
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
const make = async (name) => {
  await pause();
  const parent = new Group(`group-${name}`);
  await pause();
  const thing = new Thing(name, { size: name.length, list: [name] }, { parent });
  await pause();
  return new Thing(
    `${name}-after`,
    { near: thing.later, both: [thing.id, parent.urn] },
    { parent, dependsOn: [thing] },
  );
};

module.exports = async () => {
  const names = ["ash", "birch", "cedar", "elm", "fir", "hazel"].sort(() => Math.random() - 0.5);
  const made = await Promise.all(names.map(make));
  return Object.fromEntries(made.map((thing, i) => [names[i], thing.id]));
};
