#!/usr/bin/env bash
# Packs a program that was built for TARGET, with its pages, as releases have it; prints the name of the archive.
# usage: ci/pack-archive.sh TARGET PROGRAM [FOLDER]
set -euo pipefail

target="${1:?the target}"
program="${2:?the program}"
folder="${3:-.}"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n '/^\[workspace\.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
name="huashu-v$version-$target"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/$name"
case "$target" in
  *windows*) packed=huashu.exe ;;
  *) packed=huashu ;;
esac
install -m 755 "$program" "$scratch/$name/$packed"
for page in README.md README.zh-CN.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE; do
  cp "$root/$page" "$scratch/$name/"
done
mkdir -p "$folder"
case "$target" in
  *windows*)
    archive="$folder/$name.zip"
    (cd "$scratch" && if command -v 7z >/dev/null; then 7z a -bso0 "$name.zip" "$name"; else zip -qr "$name.zip" "$name"; fi)
    mv "$scratch/$name.zip" "$archive"
    ;;
  *)
    archive="$folder/$name.tar.gz"
    # Without the files beside files that the tar of macOS adds.
    COPYFILE_DISABLE=1 tar -czf "$archive" -C "$scratch" "$name"
    ;;
esac
echo "$archive"
