const pulumi = require("@pulumi/pulumi");

class Note extends pulumi.dynamic.Resource {
  constructor(name, props) {
    const provider = {
      check: async () => ({ inputs: {}, failures: [{ property: "text", reason: "must not be empty" }] }),
    };
    super(provider, name, props);
  }
}
new Note("empty", { text: "" });
