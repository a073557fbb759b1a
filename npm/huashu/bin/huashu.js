#!/usr/bin/env node
// Starts the program of this platform, which lies in a package of its own, and ends as it ends.
"use strict";

const { spawn } = require("node:child_process");
const os = require("node:os");

/** Returns where the program is: as the environment says, else in the package of this platform. */
function program() {
  if (process.env.HUASHU_BINARY) return process.env.HUASHU_BINARY;
  const ending = process.platform === "win32" ? ".exe" : "";
  const name = `@huashu/cli-${process.platform}-${process.arch}`;
  try {
    return require.resolve(`${name}/bin/huashu${ending}`);
  } catch {
    console.error(
      `huashu: 没有装上 ${name}：这个平台没有现成的程序，或安装时略去了可选依赖（--omit=optional）。` +
        `可以把 HUASHU_BINARY 设为自己编译的程序。\n` +
        `huashu: ${name} is not installed: there is no program for this platform, or optional dependencies were left ` +
        `out (--omit=optional). Set HUASHU_BINARY to a program that you built.`,
    );
    process.exit(2);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const path = program();
const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
// A terminal tells both of them; the program decides what becomes of it.
SIGNALS.forEach((signal) => process.on(signal, () => child.kill(signal)));
child.on("error", (error) => {
  console.error(`huashu: 无法运行 ${path}。 ${path} cannot be run: ${error.message}`);
  process.exit(2);
});
child.on("exit", (status, signal) => {
  if (!signal) process.exit(status);
  // A shell that waits is told of the signal; should Node.js outlive it, of its number.
  SIGNALS.forEach((name) => process.removeAllListeners(name));
  process.exitCode = 128 + os.constants.signals[signal];
  process.kill(process.pid, signal);
});
