import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem } from "../../checks";
import { declareNamespace } from "../../cluster/namespace";
import { dataPolicies } from "./data-network";
import { ROOTS_FILE } from "./pgbouncer-config";
import { ROOTS_CONFIG } from "./pod-parts";
import { DATA_NAMESPACE } from "./pool-endpoint";
import { rdsRoots, rdsRootsProblems } from "./rds-roots";

export interface DataNamespaceArgs {
  /** That may hold the writer, and the cluster's own. */
  readonly regions: readonly string[];
  /** Of every region's network. */
  readonly networkCidrBlocks: readonly string[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function dataNamespaceProblems({ regions, networkCidrBlocks }: DataNamespaceArgs): Problem[] {
  return [
    ...must(regions.length > 0, "regions", "name a region", regions),
    ...rdsRootsProblems("regions", regions),
    // A rule without destinations would admit all of them.
    ...must(networkCidrBlocks.length > 0, "networkCidrBlocks", "name a block", networkCidrBlocks),
  ];
}

/** The namespace of what stands before the database: whom its pods trust, and whom they talk to. */
export class DataNamespace extends pulumi.ComponentResource {
  /** What everything in the namespace waits for. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: DataNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`DataNamespace "${name}"`, dataNamespaceProblems(args));
    super("p95:database:DataNamespace", name, {}, opts);

    const namespace = declareNamespace(
      `${name}-namespace`,
      { namespace: DATA_NAMESPACE, podSecurity: "restricted" },
      { parent: this },
    );
    const inside = { parent: this, dependsOn: [namespace] };
    const roots = new kubernetes.core.v1.ConfigMap(
      `${name}-roots`,
      {
        metadata: { name: ROOTS_CONFIG, namespace: DATA_NAMESPACE },
        data: { [ROOTS_FILE]: rdsRoots(args.regions) },
      },
      inside,
    );
    const policies = Object.entries(dataPolicies(args.networkCidrBlocks)).map(
      ([policy, spec]) =>
        new kubernetes.networking.v1.NetworkPolicy(
          `${name}-${policy}`,
          { metadata: { name: policy, namespace: DATA_NAMESPACE }, spec },
          inside,
        ),
    );
    this.ready = [namespace, roots, ...policies];
    this.registerOutputs({});
  }
}
