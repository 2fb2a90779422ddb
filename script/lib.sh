# Shared by the scripts beside it; not a program.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 2; }

# One job per core, but never more than memory carries (a translation unit may need 1 GiB).
jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  [ "${memory:-1}" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

# configure PRESET: only when there is no build tree yet; the build itself notices later changes.
configure() {
  [ -f "$root/build/$1/build.ninja" ] || (cd "$root" && cmake --preset "$1" >&2)
}

# build PRESET TARGET...: quiet when all is well, whole when it is not.
build() {
  local preset=$1
  shift
  configure "$preset"
  (cd "$root" && cmake --build "build/$preset" --parallel "$(jobs)" --target "$@" >&2)
}
