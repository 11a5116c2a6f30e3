#!/usr/bin/env bash
# What takes longer than a test run should: the same tests at full size.
export SPAGENT_ENDURANCE=1
exec bash "$(dirname "${BASH_SOURCE[0]}")/test.sh"
