import * as pulumi from "@pulumi/pulumi";

class Code extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("code:index:Code", name, args);
  }
}

// The real engine fetches these to hash them; a comparison with it says that there is no network.
const online = new pulumi.Config().getBoolean("online") ?? true;

new Code("assets", {
  text: new pulumi.asset.StringAsset("hello\n"),
  file: new pulumi.asset.FileAsset("./files/hello.txt"),
  ...(online ? { remote: new pulumi.asset.RemoteAsset("https://example.com/hello.txt") } : {}),
  inList: [new pulumi.asset.StringAsset("in a list")],
  secret: pulumi.secret(new pulumi.asset.StringAsset("canary-asset")),
});
new Code("archives", {
  folder: new pulumi.asset.FileArchive("./files"),
  ...(online ? { remote: new pulumi.asset.RemoteArchive("https://example.com/code.zip") } : {}),
  assembled: new pulumi.asset.AssetArchive({
    "hello.txt": new pulumi.asset.FileAsset("./files/hello.txt"),
    "b/note.txt": new pulumi.asset.StringAsset("note"),
    more: new pulumi.asset.FileArchive("./files"),
  }),
});
