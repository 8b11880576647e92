import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const FOLDER = join(__dirname, "crds");

/** The kinds of the controller's pinned release, by file name. Made by review/kubernetes/generate-schemas.ts. */
export function nginxCrds(): kubernetes.types.input.apiextensions.v1.CustomResourceDefinition[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
}

/** Teaches a cluster the kinds of NGINX. Apart from the chart, since Helm installs CRDs once and never again, not even on an upgrade. */
export class NginxCrds extends pulumi.ComponentResource {
  /** What every object of these kinds depends on. */
  readonly definitions: readonly pulumi.Resource[];

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("p95:ingress:NginxCrds", name, {}, opts);
    this.definitions = nginxCrds().map(({ metadata, spec }) => {
      const { plural } = (spec as { names: { plural: string } }).names;
      return new kubernetes.apiextensions.v1.CustomResourceDefinition(
        `${name}-${plural}`,
        { metadata, spec },
        { parent: this },
      );
    });
    this.registerOutputs({});
  }
}
