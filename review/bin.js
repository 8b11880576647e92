#!/usr/bin/env node
require("./engine/program/typescript-hook.cjs");
require("./cli").main(process.argv.slice(2));
