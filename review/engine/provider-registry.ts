import { valid } from "semver";
import {
  defaultProviderName,
  deniesDefaultProvider,
  type PackageRequest,
  packageConfig,
  providerPluginInputs,
  type StackConfig,
} from "./default-providers";
import { EngineError } from "./engine-error";
import type { Provider, ProviderHost } from "./provider";
import { packageOf, providerType, providerUrnOf } from "./urn";
import { type Properties, UNKNOWN } from "./values";

/** Declares the provider resource of a package that the program uses without declaring one. Returns its URN. */
export type DeclareDefaultProvider = (type: string, name: string, inputs: Properties) => string;

/** The providers of one run: those that the program declares, and the default one of each package it uses. */
export class ProviderRegistry {
  readonly #byUrn = new Map<string, Promise<Provider>>();
  readonly #defaults = new Map<string, string>();
  readonly #packages = new Map<string, PackageRequest>();

  constructor(
    private readonly host: ProviderHost,
    private readonly config: StackConfig,
    private readonly declareDefault: DeclareDefaultProvider,
  ) {}

  /** Remembers a package that the program names by reference from now on. Equal packages share one reference. */
  registerPackage(request: PackageRequest): string {
    const reference = JSON.stringify(request);
    this.#packages.set(reference, request);
    return reference;
  }

  /** The package that a request means: the one behind its reference, else the one that its token names. */
  packageRequest(token: string, reference: string, version: string, pluginDownloadUrl: string): PackageRequest {
    if (reference === "") {
      if (version !== "" && valid(version) === null) {
        throw new EngineError(`Invalid version '${version}' of the provider for '${token}': must be like 1.2.3`);
      }
      return { packageName: packageOf(token), version, pluginDownloadUrl: pluginDownloadUrl.replace(/\/$/, "") };
    }
    const known = this.#packages.get(reference);
    if (known === undefined) throw new EngineError(`unknown provider package '${reference}'`);
    return known;
  }

  /** Starts the provider that the resource `urn` declares. */
  start(urn: string, packageName: string, inputs: Properties): void {
    const version = typeof inputs.version === "string" ? inputs.version : "";
    this.#byUrn.set(urn, this.host.start({ packageName, version, config: inputs }));
  }

  /**
   * The reference `<urn>::<id>` to use: the explicit one, else the default provider's, which is declared at its first use.
   * @param subject what to name in the message when the stack forbids default providers.
   * @throws {EngineError} when there is no explicit one and the stack forbids default providers of the package.
   */
  reference(explicit: string, request: PackageRequest, subject: string): string {
    if (explicit !== "") return explicit;
    if (deniesDefaultProvider(this.config, request.packageName)) {
      throw new EngineError(
        `Default provider for '${request.packageName}' disabled. '${subject}' must use an explicit provider.`,
      );
    }
    return `${this.#defaultUrn(request)}::${UNKNOWN}`;
  }

  /** @throws {EngineError} when nothing was declared under the reference's URN. */
  async provider(reference: string): Promise<Provider> {
    const provider = this.#byUrn.get(providerUrnOf(reference));
    if (provider === undefined) throw new EngineError(`unknown provider '${reference}'`);
    return provider;
  }

  #defaultUrn(request: PackageRequest): string {
    const name = defaultProviderName(request);
    const key = `${request.packageName}\0${name}`;
    const known = this.#defaults.get(key);
    if (known !== undefined) return known;
    const inputs = { ...packageConfig(this.config, request.packageName), ...providerPluginInputs(request) };
    const urn = this.declareDefault(providerType(request.packageName), name, inputs);
    this.#defaults.set(key, urn);
    this.start(urn, request.packageName, inputs);
    return urn;
  }
}
