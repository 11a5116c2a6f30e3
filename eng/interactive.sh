#!/usr/bin/env bash
# Puts a real .NET Interactive kernel into artifacts/dotnet-interactive, and the packages SPAgent and SPAgent.Interop with all that they
# need into artifacts/dotnet-interactive/feed: the tests run it without a network.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
version=1.0.712001
tool="$root/artifacts/dotnet-interactive" feed="$root/artifacts/dotnet-interactive/feed"
if [ ! -d "$tool/.store/microsoft.dotnet-interactive/$version" ]; then
  say "Installing Microsoft.dotnet-interactive $version"
  rm -rf "$tool"
  dotnet tool install Microsoft.dotnet-interactive --version "$version" --tool-path "$tool" >&2
fi

rm -rf "$feed"
packages="$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')"
for library in SPAgent.Parquet SPAgent SPAgent.Interop; do
  dotnet pack "$root/src/$library" -c Release -o "$feed" -v quiet -clp:NoSummary >&2
  sed -n 's/.*"path": "\([^"]*\)".*/\1/p' "$root/src/$library/obj/project.assets.json" | sort -u | while read -r path; do
    if [ -d "$packages/$path" ]; then cp "$packages/$path"/*.nupkg "$feed"; fi
  done
done
