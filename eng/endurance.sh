#!/usr/bin/env bash
# What takes longer than a test run should: the same tests at full size, a minute of damaged files for each reader, each
# fault of a queue ten times in a row.
here="$(dirname "${BASH_SOURCE[0]}")"
bash "$here/fuzz.sh" 60 || fuzzed=$?
SPAGENT_ENDURANCE=1 bash "$here/test.sh" || exit $?
for run in $(seq 10); do
  SPAGENT_ENDURANCE=1 "$here/../tests/SPAgent.Queue.Tests/bin/Release/net10.0/SPAgent.Queue.Tests" \
    -class SPAgent.Tests.QueueFaultTests -noColor || { faults=$?; echo "==> Run $run of the faults failed." >&2; }
done
exit "${fuzzed:-${faults:-0}}"
