#!/usr/bin/env bash
# The main job in a minute, offline but for NuGet's packages: builds, distils the sample dataset, replays every trace. Needs the
# .NET 10 SDK alone.
# Usage: bash eng/demo.sh [OUTPUT]      default output: ./spagent-demo
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
build src/SPAgent.Cli -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false
spagent demo --output "${1:-spagent-demo}"
