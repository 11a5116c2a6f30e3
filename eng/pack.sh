#!/usr/bin/env bash
# Packs every package into artifacts/packages: SPAgent (with what a .NET Interactive kernel loads inside), SPAgent.Interop,
# SPAgent.Notebooks, and the tool SPAgent.Cli.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
bash "$root/eng/plotly.sh"
target="$root/artifacts/packages"
rm -rf "$target"
pack() { dotnet pack "$root/src/$1" -c Release -o "$target" -v quiet -clp:NoSummary "${@:2}"; }
for library in SPAgent SPAgent.Interop SPAgent.Notebooks; do
  say "Packing $library"
  pack "$library" >&2
done

system="$(dotnet --info | awk '$1 == "RID:" {print $2}')"
say "Packing SPAgent.Cli, compiled for $system: it starts in half the time"
if ! pack SPAgent.Cli -r "$system" -p:PublishReadyToRun=true >/dev/null; then
  say "The compiler for $system is not to be had: packing without"
  pack SPAgent.Cli >&2
fi
