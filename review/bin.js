#!/usr/bin/env node
const { setFlagsFromString } = require("node:v8");
const { v8Flags } = require("./engine/program/v8-flags.cjs");

for (const flag of v8Flags(process.versions.node)) setFlagsFromString(flag); // before the modules that they are for
require("./engine/program/compiled.cjs").rememberCompiled(process.env);
require("./engine/program/typescript-hook.cjs");
require("./cli").main(process.argv.slice(2));
