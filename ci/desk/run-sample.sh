#!/bin/sh
# Checks the sample, shows what is found, and writes the reports beside it.
cd "$(dirname "$0")" || exit 2
./huashu --lang zh check sample/chats.csv
./huashu sample/chats.csv >/dev/null
ls sample
