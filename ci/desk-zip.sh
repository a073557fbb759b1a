#!/usr/bin/env bash
# Makes the zip for desks without the internet from a release archive: the program, a quick start in Chinese, a sample and
# what runs it. Prints the name of the zip.
# usage: ci/desk-zip.sh ARCHIVE [FOLDER]
#
# The quick start has a byte order mark and the line ends of Windows, so that every editor there shows it right, and no
# character that code page 936 lacks. What is run is called and written in ASCII: the command prompt reads it in whatever
# code page the machine has.
set -euo pipefail

archive="${1:?a release archive}"
folder="${2:-.}"
desk=$(cd "$(dirname "${BASH_SOURCE[0]}")/desk" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

case "$archive" in
  *.zip) unzip -q "$archive" -d "$scratch/archive" ;;
  *) mkdir "$scratch/archive" && tar -xf "$archive" -C "$scratch/archive" ;;
esac
unpacked=$(echo "$scratch"/archive/huashu-v*)
name="huashu-desk-$(basename "$unpacked" | sed 's/^huashu-//')"
made="$scratch/$name"
mkdir -p "$made/sample"
cp "$unpacked"/huashu* "$unpacked"/LICENSE-* "$made/"

# Prints a text as Windows wants it; fails where code page 936 lacks a character.
for_windows() {
  iconv -f utf-8 -t cp936 "$1" >/dev/null
  printf '\xef\xbb\xbf'
  sed 's/$/\r/' "$1"
}
for_windows "$desk/quick-start.txt" >"$made/快速上手.txt"
for_windows "$desk/chats.csv" >"$made/sample/chats.csv"
if [ -f "$made/huashu.exe" ]; then
  sed 's/$/\r/' "$desk/run-sample.bat" >"$made/run-sample.bat"
  if LC_ALL=C grep -q '[^[:print:][:space:]]' "$made/run-sample.bat"; then
    echo "run-sample.bat holds more than ASCII" >&2
    exit 1
  fi
else
  cp "$desk/run-sample.sh" "$made/run-sample.sh"
  chmod 755 "$made/run-sample.sh" "$made/huashu"
fi

mkdir -p "$folder"
# Python marks names that are no ASCII as UTF-8, which every unpacker since Windows 7 understands.
(cd "$scratch" && python3 -m zipfile -c "$name.zip" "$name/")
mv "$scratch/$name.zip" "$folder/$name.zip"
echo "$folder/$name.zip"
