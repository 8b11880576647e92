import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, {}, opts);
  }
}
class Things extends pulumi.ProviderResource {
  constructor(name: string, props: pulumi.Inputs, opts?: pulumi.ResourceOptions) {
    super("thing", name, props, opts);
  }
}
class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
    new Thing(`${name}-thing`, { parent: this });
    new aws.sns.Topic(`${name}-topic`, {}, { parent: this });
  }
}

// Default providers: one for each version and download address that the program asks for.
new Thing("plain");
new Thing("versioned", { version: "1.2.3" });
new Thing("beta", { version: "2.0.0-beta.1" });
new Thing("private", { version: "1.2.3", pluginDownloadURL: "https://plugins.example.com/thing/" });
new aws.sns.Topic("topic");

// Explicit ones; settings that are no text travel as JSON.
const explicit = new Things("explicit", {
  endpoint: "https://thing.example.com",
  retry: pulumi.jsonStringify({ max: 3 }),
});
const pinned = new Things("pinned", {}, { version: "4.5.6", pluginDownloadURL: "https://plugins.example.com" });
const west = new aws.Provider("west", { region: "us-west-2", defaultTags: { tags: { team: "video" } } });
const own = new Thing("own", { provider: explicit });
new Thing("child-of-own", { parent: own });
new Thing("pinned-thing", { provider: pinned });

// Inherited through components: all providers by package, or a single one.
const outer = new Group("outer", { providers: { thing: explicit, aws: west } });
new Group("inner", { parent: outer });
new Group("single", { provider: west });
new Group("listed", { providers: [pinned] });
