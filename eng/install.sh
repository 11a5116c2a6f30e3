#!/usr/bin/env bash
# Puts 'spagent' on the PATH as a .NET tool of this user, packed from this checkout. Run again to update.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
need libturbojpeg0 libwebp7 bubblewrap python3 python3-pil python3-numpy
rm -rf "$root/artifacts/packages"
pack() { dotnet pack "$root/src/SPAgent.Cli" -c Release -o "$root/artifacts/packages" -v quiet -clp:NoSummary "$@"; }
system="$(dotnet --info | awk '$1 == "RID:" {print $2}')"
bash "$root/eng/plotly.sh"
say "Packing, compiled for $system: it starts in half the time"
if ! pack -r "$system" -p:PublishReadyToRun=true >/dev/null; then
  say "The compiler for $system is not to be had: packing without"
  pack >&2
fi
dotnet tool uninstall --global SPAgent.Cli >/dev/null 2>&1 || true
dotnet tool install --global SPAgent.Cli --add-source "$root/artifacts/packages" >&2
case ":$PATH:" in *":$HOME/.dotnet/tools:"*) ;; *) say "Add \$HOME/.dotnet/tools to your PATH." ;; esac
say "Installed. Try: spagent demo"
