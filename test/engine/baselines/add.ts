import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startSimulatedProviders } from "../../../review/engine/providers/server";
import { succeeded } from "../changes-stack";
import type { AnswerLists } from "../made-up-answers";
import { conformanceCases } from "../programs";
import { findPulumi } from "../pulumi-cli";
import { RealStack } from "../real-engine";
import { upWithAnswers } from "../run-both";
import { BASELINE_STACKS, BASELINES, withoutNoise } from "./baselines";

/** Deploys the program as it is now, with simulated providers, and keeps the states. See README.md beside this. */
async function addBaseline(release: string): Promise<void> {
  const cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  mkdirSync(join(BASELINES, release), { recursive: true });
  for (const stack of BASELINE_STACKS) {
    const { project, overrides, stackOutputs } = conformanceCases().find(({ name }) => name === `p95 ${stack}`)!;
    const unanswered = new Set<string>();
    const answers: AnswerLists = {};
    const onUnansweredInvoke = (token: string) => unanswered.add(token);
    const providers = await startSimulatedProviders({
      programDirectory: project.directory,
      answers,
      onUnansweredInvoke,
    });
    const settings = { project, stack, overrides, stackOutputs, saveEachStep: false };
    const packages = ["aws", "kubernetes", "random"];
    const real = await RealStack.create({ ...settings, cli, packages, providerPort: providers.port });
    try {
      succeeded(await upWithAnswers(real, answers, unanswered, project.directory));
      const text = JSON.stringify(withoutNoise(await real.export()));
      writeFileSync(join(BASELINES, release, `${stack}.json.gz`), gzipSync(text, { level: 9 }));
    } finally {
      await real.dispose();
      await providers.close();
    }
  }
}

const [release] = process.argv.slice(2);
if (release === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(release)) {
  process.stderr.write(
    "Usage: node --require sucrase/register/ts test/engine/baselines/add.ts <date of the release, e.g. 2026-11-22>\n",
  );
  process.exitCode = 2;
} else {
  addBaseline(release).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
