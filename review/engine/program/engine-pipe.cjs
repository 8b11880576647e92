// The pipe by which the engine hears how its program ends, and the program that its engine is gone.
const { writeSync } = require("node:fs");
const { Socket } = require("node:net");

/** Descriptor of the pipe. */
const PIPE = 3;

const report = (event) => {
  try {
    writeSync(PIPE, `${JSON.stringify(event)}\n`);
  } catch {
    // The engine is gone; the socket below ends the process.
  }
};

const exit = process.exit;
process.exit = (code) => {
  report({ code: String(code ?? process.exitCode ?? 0), stack: new Error("process.exit").stack });
  return exit.call(process, code);
};

// Without a parent nobody would ever end a program that waits. The socket itself keeps no program alive.
const ends = () => exit.call(process, 1);
new Socket({ fd: PIPE }).on("error", ends).on("end", ends).resume().unref();
