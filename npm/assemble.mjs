// Makes the npm packages from release archives: one a platform, and `huashu`, which asks for them.
//
// usage: node npm/assemble.mjs FOLDER ARCHIVE…
//
// An archive is called huashu-vVERSION-TARGET.tar.gz or .zip, as the release workflow packs it. FOLDER must not exist.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TARGETS = {
  "x86_64-unknown-linux-musl": { os: "linux", cpu: "x64" },
  "aarch64-unknown-linux-musl": { os: "linux", cpu: "arm64" },
  "x86_64-apple-darwin": { os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { os: "darwin", cpu: "arm64" },
  "x86_64-pc-windows-msvc": { os: "win32", cpu: "x64" },
};
const LICENCES = ["LICENSE-MIT", "LICENSE-APACHE"];

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const main = JSON.parse(readFileSync(join(here, "huashu", "package.json"), "utf8"));

function fail(message) {
  console.error(`assemble: ${message}`);
  process.exit(1);
}

function unpacked(archive, folder) {
  const [command, ...words] = archive.endsWith(".zip") ? ["unzip", "-q", archive, "-d", folder] : ["tar", "-xf", archive, "-C", folder];
  execFileSync(command, words, { stdio: "inherit" });
}

function platform(archive, out) {
  const parts = /^(huashu-v(.+?)-((?:x86_64|aarch64)-.+?))\.(?:tar\.gz|zip)$/.exec(basename(archive));
  if (!parts) fail(`${archive} is not called huashu-vVERSION-TARGET`);
  const [, folder, version, target] = parts;
  const { os, cpu } = TARGETS[target] ?? fail(`${target} has no npm package`);
  if (version !== main.version) fail(`${archive} is not of version ${main.version}`);
  const name = `@huashu/cli-${os}-${cpu}`;
  if (main.optionalDependencies[name] !== version) fail(`huashu does not ask for ${name} ${version}`);
  const program = os === "win32" ? "huashu.exe" : "huashu";
  const package_ = join(out, `cli-${os}-${cpu}`);
  const scratch = mkdtempSync(join(tmpdir(), "huashu-npm-"));
  try {
    unpacked(archive, scratch);
    mkdirSync(join(package_, "bin"), { recursive: true });
    copyFileSync(join(scratch, folder, program), join(package_, "bin", program));
    chmodSync(join(package_, "bin", program), 0o755);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const description = {
    name,
    version,
    description: `huashu for ${os} on ${cpu}; install the package huashu instead`,
    license: main.license,
    repository: { ...main.repository, directory: "npm" },
    os: [os],
    cpu: [cpu],
    files: ["bin/", ...LICENCES],
    // Yarn must not keep it packed: it is run.
    preferUnplugged: true,
    publishConfig: main.publishConfig,
  };
  writeFileSync(join(package_, "package.json"), JSON.stringify(description, null, 2) + "\n");
  LICENCES.forEach((licence) => copyFileSync(join(root, licence), join(package_, licence)));
  return name;
}

const [out, ...archives] = process.argv.slice(2);
if (!out || archives.length === 0) fail("usage: node npm/assemble.mjs FOLDER ARCHIVE…");
mkdirSync(out);
const made = archives.map((archive) => platform(archive, out));
cpSync(join(here, "huashu"), join(out, "huashu"), { recursive: true });
chmodSync(join(out, "huashu", "bin", "huashu.js"), 0o755);
["README.md", "README.zh-CN.md", ...LICENCES].forEach((file) => copyFileSync(join(root, file), join(out, "huashu", file)));
const missing = Object.keys(main.optionalDependencies).filter((name) => !made.includes(name));
console.log(`made ${["huashu", ...made].join(", ")}` + (missing.length ? `; not made: ${missing.join(", ")}` : ""));
