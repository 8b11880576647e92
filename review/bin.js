#!/usr/bin/env node
require("sucrase/register/ts");
require("./cli").main(process.argv.slice(2));
