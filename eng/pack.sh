#!/usr/bin/env bash
# Packs every package into artifacts/packages: SPAgent (with what a .NET Interactive kernel loads inside),
# SPAgent.Parquet, which it depends on, SPAgent.Interop, SPAgent.Notebooks, and the tool SPAgent.Cli, which comes in
# parts: compiled for this machine, where it starts in half the time, and for any of the others.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
bash "$root/eng/plotly.sh"
target="$root/artifacts/packages"
rm -rf "$target"
# In a checkout, paths in symbols are those of the repository, not of this machine.
paths=(); [ ! -e "$root/.git" ] || paths=(-p:ContinuousIntegrationBuild=true)
pack() { dotnet pack "$root/src/$1" -c Release -o "$target" -v quiet -clp:NoSummary -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false "${paths[@]}" "${@:2}"; }
for library in SPAgent.Parquet SPAgent SPAgent.Interop SPAgent.Notebooks; do step "Packing $library" pack "$library"; done

if ! step "Packing SPAgent.Cli" pack SPAgent.Cli -p:CompileAhead=true; then
  say "The compiler for this machine is not to be had: packing without"
  step "Packing SPAgent.Cli" pack SPAgent.Cli -p:CompileAhead=false
fi
