# Shared by the scripts beside it: finds or installs what a script needs, and says what it does.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '==> %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else say "'$*' needs root, and there is no sudo here. Run it as root, then start this script again."; exit 1; fi
}

need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    say "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0"; exit 1
  fi
}

# need PACKAGE…: Debian packages; those that are there are left alone.
need() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]} with apt-get"
  as_root true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# offer WHAT PACKAGE…: Debian packages that the kit does without; where they can't be installed, says what they are for.
offer() {
  local what="$1"; shift
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; } && (need "$@"); then return; fi
  say "$what: install what your system calls $*"
}

# step WHAT COMMAND…: runs the command, tells every few seconds how long it has been at it, and what it said at its end.
step() {
  local what="$1" log start=$SECONDS told=$SECONDS pid status=0; shift
  log="$(mktemp)"
  say "$what"
  "$@" >"$log" 2>&1 &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ $((SECONDS - told)) -ge 4 ]; then told=$SECONDS; say "$what: $((SECONDS - start)) s"; fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  cat "$log" >&2
  rm -f "$log"
  [ $status -ne 0 ] || say "$what: done, $((SECONDS - start)) s"
  return $status
}

# build PROJECT [OPTION…]
build() {
  bash "$root/eng/plotly.sh"
  step "Restoring packages" dotnet restore "$root/$1" -v quiet
  step "Building" env DOTNET_TieredPGO=0 dotnet build "$root/$1" -c Release --no-restore -v quiet -clp:NoSummary "${@:2}"
}

spagent() { "$root/src/SPAgent.Cli/bin/Release/net10.0/spagent" "$@"; }
