import * as pulumi from "@pulumi/pulumi";

class Code extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("code:index:Code", name, args);
  }
}

new Code("assets", {
  text: new pulumi.asset.StringAsset("hello\n"),
  file: new pulumi.asset.FileAsset("./files/hello.txt"),
  remote: new pulumi.asset.RemoteAsset("https://example.com/hello.txt"),
  inList: [new pulumi.asset.StringAsset("in a list")],
  secret: pulumi.secret(new pulumi.asset.StringAsset("canary-asset")),
});
new Code("archives", {
  folder: new pulumi.asset.FileArchive("./files"),
  remote: new pulumi.asset.RemoteArchive("https://example.com/code.zip"),
  assembled: new pulumi.asset.AssetArchive({
    "hello.txt": new pulumi.asset.FileAsset("./files/hello.txt"),
    "b/note.txt": new pulumi.asset.StringAsset("note"),
    more: new pulumi.asset.FileArchive("./files"),
  }),
});
