#!/usr/bin/env bash
# Prints the Homebrew formula of a release, from the checksums of its archives.
# usage: ci/homebrew-formula.sh VERSION SHA256SUMS
set -euo pipefail

version="${1:?the version, without v}"
sums="${2:?SHA256SUMS}"
address="https://github.com/huashu-lint/huashu/releases/download/v$version"

# Prints where the archive of a target lies, and its checksum.
archive() {
  local name="huashu-v$version-$1.tar.gz" sum
  sum=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$sums")
  if [ -z "$sum" ]; then
    echo "$name is not in $sums" >&2
    return 1
  fi
  printf '      url "%s/%s"\n      sha256 "%s"' "$address" "$name" "$sum"
}
darwin_arm=$(archive aarch64-apple-darwin)
darwin_intel=$(archive x86_64-apple-darwin)
linux_arm=$(archive aarch64-unknown-linux-musl)
linux_intel=$(archive x86_64-unknown-linux-musl)

cat <<FORMULA
class Huashu < Formula
  desc "Linter for what customer-service agents say, Chinese first"
  homepage "https://github.com/huashu-lint/huashu"
  version "$version"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
$darwin_arm
    end
    on_intel do
$darwin_intel
    end
  end

  on_linux do
    on_arm do
$linux_arm
    end
    on_intel do
$linux_intel
    end
  end

  def install
    bin.install "huashu"
    generate_completions_from_executable(bin/"huashu", "completions")
    (buildpath/"huashu.1").write Utils.safe_popen_read(bin/"huashu", "man")
    man1.install "huashu.1"
  end

  test do
    (testpath/"replies.csv").write "标题,内容\n库存,这个我不知道\n"
    assert_match "attitude/dont-know", shell_output("#{bin}/huashu check replies.csv --as canned --format concise", 1)
  end
end
FORMULA
