import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Model } from "./backtest";

interface Fitted {
  fit(values: Float64Array): void;
  predict(horizon: number): { readonly point: number[] };
  free(): void;
}

interface AugursPart {
  initSync(source: { readonly module: Uint8Array }): unknown;
  readonly MSTL: { ets(periods: Uint32Array): Fitted };
  readonly AutoETS: new (period: number, spec: string) => Fitted;
}

/** Says why the comparison with the library could not be made. */
export class NoAugurs extends Error {}

/**
 * The best library for the purpose that runs on Node.js, to be compared with. Only development has it installed.
 * Source: https://github.com/grafana/augurs
 * @throws {NoAugurs}
 */
export async function augursModels(): Promise<Model[]> {
  const [mstl, ets] = [await load("mstl"), await load("ets")];
  const predict = (model: Fitted, values: Float64Array, horizon: number) => {
    try {
      model.fit(values);
      return model.predict(horizon).point;
    } catch (reason) {
      throw new NoAugurs(`it cannot forecast from ${values.length} days: ${reason}`); // the library throws texts
    } finally {
      model.free();
    }
  };
  return [
    {
      name: "@bsull/augurs MSTL(7,365) + ETS",
      predict: ({ values }, horizon) => predict(mstl.MSTL.ets(Uint32Array.of(7, 365)), values, horizon),
    },
    {
      name: "@bsull/augurs AutoETS(7)",
      predict: ({ values }, horizon) => predict(new ets.AutoETS(7, "ZZZ"), values, horizon),
    },
  ];
}

/** Node's own import: what compiles our sources would make a `require` of it, and the package is an ES module. */
const importModule = new Function("address", "return import(address)") as (address: string) => Promise<unknown>;

async function load(part: "mstl" | "ets"): Promise<AugursPart> {
  try {
    const file = require.resolve(`@bsull/augurs/${part}`);
    const loaded = (await importModule(pathToFileURL(file).href)) as AugursPart;
    loaded.initSync({ module: readFileSync(join(dirname(file), `${part}_bg.wasm`)) });
    return loaded;
  } catch (error) {
    throw new NoAugurs(`@bsull/augurs cannot be loaded: ${(error as Error).message.split("\n")[0]}`);
  }
}
