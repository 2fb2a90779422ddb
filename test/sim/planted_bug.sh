#!/usr/bin/env bash
# A checker that never fires proves nothing: with a bug planted in the engine the seeds must fail,
# for the reason named, and what is printed to replay a seed must show the same failure again.
# Usage: planted_bug.sh MUTANT REAL LEVEL SEEDS PATTERN
set -u
mutant=$1 real=$2 level=$3 seeds=$4 pattern=$5
wrong() { echo "planted_bug: $1"; echo "$out" | tail -20; exit 1; }
out=$("$mutant" --level "$level" --seeds "$seeds" 2>&1) && wrong "no seed failed"
grep -qE -- "$pattern" <<<"$out" || wrong "nothing says '$pattern'"
seed=$(grep -E -A200 'seed [0-9]+ (FAILED|ABORTED)' <<<"$out" | grep -m1 -oE -- "--level $level --seed [0-9]+")
[ -n "$seed" ] || wrong "no command to replay it"
# shellcheck disable=SC2086  # two options with their values
out=$("$mutant" $seed 2>&1) && wrong "$seed passes when it is replayed"
grep -qE 'FAILED|ABORTED' <<<"$out" || wrong "$seed says nothing when it is replayed"
# shellcheck disable=SC2086
out=$("$real" $seed 2>&1) || wrong "$seed fails without the planted bug too"
echo "found, and replayed with $seed"
