#!/bin/sh
# Runs the *.test.mjs of a folder against `parley sim` over TLS: run_clients.sh PATH_TO_PARLEY FOLDER
# Needs node 20 or later and the npm registry. Installs into a temporary folder, never into the tree.
set -eu
usage="usage: run_clients.sh PATH_TO_PARLEY FOLDER"
parley=$(realpath "${1:?$usage}")
folder=$(realpath "${2:?$usage}")
work=$(mktemp -d)
provider=
finish() {
  [ -z "$provider" ] || kill "$provider" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT INT TERM

cp "$folder/package.json" "$folder"/*.mjs "$(dirname "$0")"/support.mjs "$work"
(cd "$work" && npm install --no-audit --no-fund --silent)
"$parley" sim --json --listen 127.0.0.1:0 --time-scale 0 --key sk-parley-sdk-test \
  --ca-out "$work/ca.pem" > "$work/address" &
provider=$!
for _ in $(seq 100); do
  [ -s "$work/address" ] && break
  sleep 0.1
done
base_url=$(sed -n 's/.*"base_url":"\([^"]*\)".*/\1/p' "$work/address")
cd "$work"
# One file at a time: faults and quotas that a test sets hold for the whole service.
PARLEY=$parley BASE_URL=$base_url NODE_EXTRA_CA_CERTS=$work/ca.pem OPENAI_API_KEY=sk-parley-sdk-test \
  node --test --test-concurrency=1 *.test.mjs
