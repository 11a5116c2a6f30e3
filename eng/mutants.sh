#!/usr/bin/env bash
# Changes the code a little at a time and looks whether a test notices: PATTERN names the files, such as Rewards/*.cs.
# The survivors are listed in artifacts/mutants; slow, so it is no part of a test run.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
cd "$root/tests/SPAgent.Tests"
dotnet tool restore >&2
dotnet stryker --project SPAgent.csproj --mutate "**/${1:-Rewards/*.cs}" --output "$root/artifacts/mutants" \
  --reporter progress --reporter json --reporter markdown --break-at 0
