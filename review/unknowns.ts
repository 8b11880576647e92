import { isObject, isSecret, type Properties, UNKNOWN, type Value } from "./engine/values";

/** Paths of the values that are not known yet, such as `routes[0].gatewayId`, in order. */
export function unknownPaths(properties: Properties): string[] {
  return Object.keys(properties)
    .sort()
    .flatMap((key) => pathsIn(properties[key] as Value, key));
}

function pathsIn(value: Value, path: string): string[] {
  if (value === UNKNOWN) return [path];
  if (Array.isArray(value)) return value.flatMap((each, i) => pathsIn(each, `${path}[${i}]`));
  if (isSecret(value)) return pathsIn(value.value as Value, path);
  if (isObject(value)) return Object.keys(value).flatMap((key) => pathsIn(value[key] as Value, `${path}.${key}`));
  return [];
}
