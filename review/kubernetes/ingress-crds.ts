import { mapSchema, referenced, type Schema, type SchemaFile } from "./schema";

const COLUMN_STATE = { name: "State", type: "string", jsonPath: ".status.state" };
const COLUMN_HOST = { name: "Host", type: "string", jsonPath: ".spec.host" };

/**
 * What the schemas of NGINX's kinds do not say of them: their names, and what `kubectl get` shows.
 * Source: https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/
 */
const KINDS: Readonly<
  Record<string, { readonly plural: string; readonly shortName: string; readonly columns: object[] }>
> = {
  GlobalConfiguration: { plural: "globalconfigurations", shortName: "gc", columns: [] },
  Policy: { plural: "policies", shortName: "pol", columns: [COLUMN_STATE] },
  TransportServer: { plural: "transportservers", shortName: "ts", columns: [COLUMN_STATE] },
  VirtualServer: { plural: "virtualservers", shortName: "vs", columns: [COLUMN_STATE, COLUMN_HOST] },
  VirtualServerRoute: { plural: "virtualserverroutes", shortName: "vsr", columns: [COLUMN_STATE, COLUMN_HOST] },
};

/** CRDs of F5 NGINX Ingress Controller, by file name. */
export function ingressCrds({ kinds, definitions }: SchemaFile): Record<string, object> {
  return Object.fromEntries(
    Object.entries(KINDS).map(([kind, { plural, shortName, columns }]) => {
      const definition = kinds[`k8s.nginx.org/v1 ${kind}`];
      if (definition === undefined) throw new Error(`there is no schema of ${kind}`);
      const version = {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} }, // the controller writes it there
        ...(columns.length === 0 ? {} : { additionalPrinterColumns: columns }),
        schema: { openAPIV3Schema: expanded(definitions[definition]!, definitions) },
      };
      const crd = {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.k8s.nginx.org` },
        spec: {
          group: "k8s.nginx.org",
          scope: "Namespaced",
          names: {
            kind,
            listKind: `${kind}List`,
            plural,
            singular: kind.toLowerCase(),
            shortNames: [shortName],
          },
          versions: [version],
        },
      };
      return [`${plural}.json`, crd];
    }),
  );
}

/** Without references, which a structural schema may not have. */
function expanded(schema: Schema, definitions: Readonly<Record<string, Schema>>): Schema {
  return mapSchema(schema, (each) => {
    const name = referenced(each);
    if (name === undefined) return each;
    const { $ref: _, ...rest } = each;
    return { ...expanded(definitions[name]!, definitions), ...rest };
  });
}
