#!/usr/bin/env bash
# Every check of the project: installs what is missing, builds with warnings as errors, checks the format, runs all tests.
# Ends with a line "N passed, N failed"; exit code 1 when anything failed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
need nats-server libturbojpeg0 libwebp7 python3 python3-pil python3-numpy bubblewrap strace chromium jupyter-notebook jupyter-nbconvert python3-ipykernel
command -v npm >/dev/null || need nodejs npm
build SPAgent.sln

say "Installing the independent servers that the integration tests talk to"
bash "$root/eng/peers.sh" >&2 || say "Without them their tests are skipped."

say "Installing a real .NET Interactive kernel, and the packages that it loads"
bash "$root/eng/interactive.sh" >&2 || say "Without it the tests that run lessons in it are skipped."

if [ "${SPAGENT_TEST_SLURM:-}" = 1 ]; then
  say "Installing munge, Slurm and nats-server"
  bash "$root/eng/servers.sh" install >&2 || { say "Without Slurm its tests are skipped."; unset SPAGENT_TEST_SLURM; }
fi

logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT

check_format() {
  say "Checking the format"
  dotnet format "$root/SPAgent.sln" --no-restore --verify-no-changes >"$logs/format" 2>&1 && return
  cat "$logs/format" >&2
  say "The format differs: run 'dotnet format'."
  touch "$logs/unformatted"
}

# run NAME: a test project, whose words are in a log.
run() {
  say "Testing $1"
  "$root/tests/$1/bin/Release/net10.0/$1" -noColor >"$logs/$1.log" 2>&1 || true
  cat "$logs/$1.log" >&2
}

# The queue's tests wait for leases to run out most of the time: the format is looked at, and others run, beside them.
names=()
for project in "$root"/tests/*.Tests "$root"/tests/*.Golden; do names+=("$(basename "$project")"); done
{ run SPAgent.Queue.Tests; check_format; } &
for name in "${names[@]}"; do [ "$name" = SPAgent.Queue.Tests ] || run "$name"; done
wait

passed=0 failed=0 skipped=0
[ ! -e "$logs/unformatted" ] || failed=1
for name in "${names[@]}"; do
  counts="$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\).*/\1 \2 \3 \4/p' "$logs/$name.log" | tail -1)"
  # A runner that ended without a summary has crashed.
  read -r total errors wrong skips <<<"${counts:-0 1 0 0}"
  passed=$((passed + total - wrong - skips)) failed=$((failed + wrong + errors)) skipped=$((skipped + skips))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
