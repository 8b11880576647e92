#!/usr/bin/env node
require("./engine/program/compiled.cjs").rememberCompiled(process.env);
require("./engine/program/typescript-hook.cjs");
require("./cli").main(process.argv.slice(2));
