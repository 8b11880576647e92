import type { Properties } from "./values";

/** A property that a provider does not accept, and why. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** The resource that a request is about. */
export interface ResourceIdentity {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/**
 * What a preview asks of a provider. The methods mirror Pulumi's ResourceProvider service, so one implementation can answer
 * both an engine in this process and, through a gRPC server, the real one.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export interface Provider {
  /** Inputs with defaults filled in, or why they cannot be used. */
  check(resource: ResourceIdentity, inputs: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  /** The outputs that are certain before the resource exists. Absent ones are unknown. */
  previewCreate(resource: ResourceIdentity, inputs: Properties): Promise<Properties>;
  /** The outputs of a resource that exists already. Absent ones are unknown. */
  read(resource: ResourceIdentity, id: string, inputs: Properties): Promise<Properties>;
  /** The result of a function. */
  invoke(token: string, args: Properties): Promise<{ result: Properties; failures: CheckFailure[] }>;
  /** The result of a method of a resource. */
  call(token: string, args: Properties): Promise<{ result: Properties; failures: CheckFailure[] }>;
}

/** The provider plugin of a package, as one provider resource configures it. */
export interface ProviderSpec {
  readonly packageName: string;
  /** Empty when the program does not say. */
  readonly version: string;
  /** Inputs of the provider resource. */
  readonly config: Properties;
}

/** Starts providers. */
export interface ProviderHost {
  start(spec: ProviderSpec): Promise<Provider>;
  close(): Promise<void>;
}
