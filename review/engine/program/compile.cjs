const { createRequire } = require("node:module");
const { transform } = require("sucrase");

/** A namespace with content needs a real compiler; all the rest of TypeScript is dropped or rewritten line by line. */
const NAMESPACE = /^[ \t]*(export[ \t]+)?(namespace|module)[ \t]+[\w.]+[ \t]*\{/m;

/** JavaScript of a TypeScript file, with every line where it was. */
exports.compile = (code, file, transforms) => {
  if (NAMESPACE.test(code)) return compileWithTypeScript(code, file, transforms.includes("imports"));
  const all = file.endsWith("x") ? [...transforms, "jsx"] : transforms;
  try {
    return transform(code, { transforms: all, filePath: file, disableESTransforms: true }).code;
  } catch (error) {
    const [, reason, place] = /^Error transforming .*?: (.*) \((\d+:\d+)\)$/s.exec(error.message) ?? [];
    throw place === undefined ? error : new SyntaxError(`${file}:${place}: ${reason}`);
  }
};

function compileWithTypeScript(code, file, toCommonJs) {
  let typescript;
  try {
    typescript = createRequire(file)("typescript");
  } catch {
    throw new SyntaxError(`${file} uses a namespace, which needs the typescript package: run npm install typescript`);
  }
  const { CommonJS, ESNext } = typescript.ModuleKind;
  const compilerOptions = {
    target: typescript.ScriptTarget.ES2022,
    module: toCommonJs ? CommonJS : ESNext,
    esModuleInterop: true,
  };
  return typescript.transpileModule(code, { fileName: file, compilerOptions }).outputText;
}
