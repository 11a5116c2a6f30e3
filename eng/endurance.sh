#!/usr/bin/env bash
# What takes longer than a test run should: the same tests at full size, and a minute of damaged files for each reader.
here="$(dirname "${BASH_SOURCE[0]}")"
bash "$here/fuzz.sh" 60 || fuzzed=$?
SPAGENT_ENDURANCE=1 bash "$here/test.sh" || exit $?
# Each fault of a queue, ten times in a row.
for _ in $(seq 10); do
  "$here/../tests/SPAgent.Queue.Tests/bin/Release/net10.0/SPAgent.Queue.Tests" -noColor || faults=$?
done
exit "${fuzzed:-${faults:-0}}"
