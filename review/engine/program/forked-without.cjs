const { dirname } = require("node:path");
const { pathToFileURL } = require("node:url");

const ENGINE = dirname(__dirname);
const OURS = [ENGINE, pathToFileURL(ENGINE).href];

/** The arguments of a node that a program gives to what it forks: without the files of ours that it was started with. */
exports.forkedWithout = (execArguments) => {
  const isOurs = (argument) => OURS.some((folder) => argument?.startsWith(`${folder}/`));
  return execArguments.filter((argument, i) => !isOurs(argument) && !isOurs(execArguments[i + 1]));
};
