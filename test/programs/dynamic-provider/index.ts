import * as pulumi from "@pulumi/pulumi";

interface Args {
  text: pulumi.Input<string>;
  length?: pulumi.Input<number>;
}

const provider: pulumi.dynamic.ResourceProvider = {
  async check(_olds, news) {
    return { inputs: { ...news, checked: true }, failures: [] };
  },
  async create(inputs) {
    throw new Error(`A preview must not create ${inputs.text}`);
  },
};

class Note extends pulumi.dynamic.Resource {
  declare readonly checked: pulumi.Output<boolean>;
  declare readonly page: pulumi.Output<number>;
  constructor(name: string, args: Args, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { page: undefined, checked: undefined, ...args }, opts, "paper", "Note");
  }
}

const first = new Note("first", { text: "hello", length: 5 });
new Note("second", { text: pulumi.interpolate`page ${first.page}`, length: first.id.apply((id) => id.length) });
export const checked = first.checked;
export const page = first.page;
