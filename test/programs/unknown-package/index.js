// A package that nobody knows, used through classes that the program writes itself, in plain JavaScript.
const pulumi = require("@pulumi/pulumi");

class Volcano extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("geology:index:Volcano", name, { ...args, lavaTemperature: undefined }, opts);
  }
}

class Island extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("geology:Island", name, { size: 3 }, opts);
    const volcano = new Volcano(name, { height: 100, active: true }, { parent: this });
    // The same name as its parent and as the volcano of the other island: the types of the parents tell them apart.
    new Volcano("twin", { near: volcano.lavaTemperature }, { parent: volcano });
    this.registerOutputs({ volcanoId: volcano.id, height: volcano.height, nothing: undefined });
  }
}

const north = new Island("north");
new Island("south", { parent: north });
new Volcano("north", { height: 7, layers: [{ kind: "ash" }, null] });
