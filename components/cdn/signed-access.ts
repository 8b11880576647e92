import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encodedKey, type SigningKeys } from "./signing-key";

/**
 * The keys whose signatures open the media distribution. Private keys are not ours: whoever signs keeps them. To rotate, add a key,
 * sign with it, and take the old one out once its last signature has expired.
 */
export class SignedAccess extends pulumi.ComponentResource {
  readonly keyGroupId: pulumi.Output<string>;
  /** What a signature names its key by, by the key's name here. */
  readonly keyIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, keys: SigningKeys, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:SignedAccess", name, {}, opts);
    const made = Object.entries(keys).map(([key, pem]) => {
      const args = { comment: key, encodedKey: encodedKey(pem) };
      return [key, new aws.cloudfront.PublicKey(`${name}-${key}`, args, { parent: this }).id] as const;
    });
    const items = made.map(([, id]) => id);
    const group = new aws.cloudfront.KeyGroup(`${name}-group`, { comment: "Signs video", items }, { parent: this });

    this.keyGroupId = group.id;
    this.keyIds = Object.fromEntries(made);
    this.registerOutputs({ keyGroupId: this.keyGroupId, keyIds: this.keyIds });
  }
}
