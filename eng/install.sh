#!/usr/bin/env bash
# Puts 'spagent' on the PATH as a .NET tool of this user, packed from this checkout. Run again to update.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
need libturbojpeg0 libwebp7 bubblewrap python3 python3-pil python3-numpy
bash "$root/eng/pack.sh"
dotnet tool uninstall --global SPAgent.Cli >/dev/null 2>&1 || true
dotnet tool install --global SPAgent.Cli --add-source "$root/artifacts/packages" >&2
case ":$PATH:" in *":$HOME/.dotnet/tools:"*) ;; *) say "Add \$HOME/.dotnet/tools to your PATH." ;; esac
say "Installed. Try: spagent demo"
