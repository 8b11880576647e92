import type { Registration, RegistrationOptions } from "./registration";
import { packageOf, parseUrn, providerType, providerUrnOf } from "./urn";

/**
 * Options that hold for everything below a resource.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/source_eval.go (inheritFromParent, resolveProvider)
 */
export class Inheritance {
  readonly #options = new Map<string, RegistrationOptions>();
  /** Provider references by package, of components. */
  readonly #providers = new Map<string, Readonly<Record<string, string>>>();

  /** Remembers what the children of a resource inherit. */
  remember(urn: string, parent: string, custom: boolean, options: RegistrationOptions): void {
    this.#options.set(urn, options);
    if (!custom) this.#providers.set(urn, { ...this.#providers.get(parent), ...options.providers });
  }

  /**
   * The options of a new resource with what it inherits.
   * @param parentProvider reference of the parent's own provider, empty for none.
   */
  options(registration: Registration, parentProvider: string): RegistrationOptions {
    const { parent, custom, remote, type } = registration;
    const from = this.#options.get(parent);
    const options = { ...registration.options };
    options.deletedWith ||= from?.deletedWith ?? "";
    options.protect ??= from?.protect;
    options.retainOnDelete ??= from?.retainOnDelete;
    if ((custom || remote) && options.provider === "") {
      const wanted = packageOf(type);
      const serves = parseUrn(providerUrnOf(parentProvider))?.type === providerType(wanted);
      const given = options.providers[wanted] ?? this.#providers.get(parent)?.[wanted] ?? "";
      options.provider = serves ? parentProvider : given;
    }
    return options;
  }
}
