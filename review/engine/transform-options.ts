import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { RegisterResourceRequest, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import { type AliasSpec, type RegistrationOptions, readAlias, readHooks } from "./registration";
import { fromValueMessage, toValueMessage } from "./structs";

/** The options of a registration as a transform receives them. */
export function writeTransformOptions(options: RegistrationOptions): TransformResourceOptions {
  const message = new TransformResourceOptions();
  message.setDependsOnList(options.dependsOn);
  if (options.protect !== undefined) message.setProtect(options.protect);
  message.setIgnoreChangesList(options.ignoreChanges);
  message.setReplaceOnChangesList(options.replaceOnChanges);
  if (options.replacementTrigger !== undefined)
    message.setReplacementTrigger(toValueMessage(options.replacementTrigger));
  message.setVersion(options.version);
  message.setAliasesList(options.aliases.map(writeAlias));
  message.setProvider(options.provider);
  for (const [name, reference] of Object.entries(options.providers)) message.getProvidersMap().set(name, reference);
  message.setCustomTimeouts(writeTimeouts(options));
  message.setPluginDownloadUrl(options.pluginDownloadUrl);
  if (options.retainOnDelete !== undefined) message.setRetainOnDelete(options.retainOnDelete);
  message.setDeletedWith(options.deletedWith);
  message.setReplaceWithList(options.replaceWith);
  if (options.deleteBeforeReplace !== undefined) message.setDeleteBeforeReplace(options.deleteBeforeReplace);
  message.setAdditionalSecretOutputsList(options.additionalSecretOutputs);
  message.setHideDiffList(options.hideDiff);
  message.setImport(options.importId);
  if (Object.keys(options.hooks).length > 0) message.setHooks(writeHooks(options.hooks));
  return message;
}

/** The options as a transform returned them. */
export function readTransformOptions(message: TransformResourceOptions): RegistrationOptions {
  const timeouts = message.getCustomTimeouts();
  return {
    dependsOn: message.getDependsOnList(),
    protect: message.hasProtect() ? message.getProtect() : undefined,
    ignoreChanges: message.getIgnoreChangesList(),
    replaceOnChanges: message.getReplaceOnChangesList(),
    replacementTrigger: fromValueMessage(message.getReplacementTrigger()),
    version: message.getVersion(),
    aliases: message.getAliasesList().map((alias) => readAlias(alias, true)),
    provider: message.getProvider(),
    providers: Object.fromEntries(message.getProvidersMap().entries()),
    customTimeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
    pluginDownloadUrl: message.getPluginDownloadUrl(),
    retainOnDelete: message.hasRetainOnDelete() ? message.getRetainOnDelete() : undefined,
    deletedWith: message.getDeletedWith(),
    replaceWith: message.getReplaceWithList(),
    deleteBeforeReplace: message.hasDeleteBeforeReplace() ? message.getDeleteBeforeReplace() : undefined,
    additionalSecretOutputs: message.getAdditionalSecretOutputsList(),
    hideDiff: message.getHideDiffList(),
    importId: message.getImport(),
    hooks: readHooks(message.getHooks()),
  };
}

function writeTimeouts({ customTimeouts }: RegistrationOptions): RegisterResourceRequest.CustomTimeouts {
  const message = new RegisterResourceRequest.CustomTimeouts();
  message.setCreate(customTimeouts.create);
  message.setUpdate(customTimeouts.update);
  message.setDelete(customTimeouts.delete);
  return message;
}

function writeHooks(hooks: RegistrationOptions["hooks"]): RegisterResourceRequest.ResourceHooksBinding {
  const message = new RegisterResourceRequest.ResourceHooksBinding();
  message.setBeforeCreateList(hooks.BeforeCreate ?? []);
  message.setAfterCreateList(hooks.AfterCreate ?? []);
  message.setBeforeUpdateList(hooks.BeforeUpdate ?? []);
  message.setAfterUpdateList(hooks.AfterUpdate ?? []);
  message.setBeforeDeleteList(hooks.BeforeDelete ?? []);
  message.setAfterDeleteList(hooks.AfterDelete ?? []);
  message.setOnErrorList(hooks.OnError ?? []);
  return message;
}

function writeAlias(alias: AliasSpec): Alias {
  const message = new Alias();
  if ("urn" in alias) {
    message.setUrn(alias.urn);
    return message;
  }
  const spec = new Alias.Spec();
  spec.setName(alias.name);
  spec.setType(alias.type);
  spec.setStack(alias.stack);
  spec.setProject(alias.project);
  if (alias.noParent) spec.setNoparent(true);
  else if (alias.parent !== "") spec.setParenturn(alias.parent);
  message.setSpec(spec);
  return message;
}
