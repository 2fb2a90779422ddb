#!/bin/sh
# Runs the official client library against `parley sim` over TLS: run.sh PATH_TO_PARLEY
# Needs node 20 or later and the npm registry. Installs into a temporary folder, never into the tree.
set -eu
parley=$(realpath "${1:?usage: run.sh PATH_TO_PARLEY}")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
provider=
finish() {
  [ -z "$provider" ] || kill "$provider" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT INT TERM

cp "$here/package.json" "$here/run.mjs" "$work"
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
BASE_URL=$base_url NODE_EXTRA_CA_CERTS=$work/ca.pem OPENAI_API_KEY=sk-parley-sdk-test \
  node --test run.mjs
