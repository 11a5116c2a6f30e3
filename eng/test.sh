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

say "Checking the format"
format=0
dotnet format "$root/SPAgent.sln" --no-restore --verify-no-changes >&2 || format=1
[ $format -eq 0 ] || say "The format differs: run 'dotnet format'."

passed=0 failed=$format skipped=0
for project in "$root"/tests/*.Tests "$root"/tests/*.Golden; do
  name="$(basename "$project")"
  say "Testing $name"
  log="$(mktemp)"
  "$project/bin/Release/net10.0/$name" -noColor 2>&1 | tee "$log" >&2 || true
  counts="$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\).*/\1 \2 \3 \4/p' "$log" | tail -1)"
  rm -f "$log"
  # A runner that ended without a summary has crashed.
  read -r total errors wrong skips <<<"${counts:-0 1 0 0}"
  passed=$((passed + total - wrong - skips)) failed=$((failed + wrong + errors)) skipped=$((skipped + skips))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
