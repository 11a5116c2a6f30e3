#!/usr/bin/env bash
# Puts 'spagent' on the PATH as a .NET tool of this user, packed from this checkout. Run again to update.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
offer "Python code of models runs in a sandbox of these" bubblewrap python3 python3-pil python3-numpy
offer "Pictures are read and written faster with these" libturbojpeg0 libwebp7
bash "$root/eng/pack.sh"
dotnet tool uninstall --global SPAgent.Cli >/dev/null 2>&1 || true
step "Installing" dotnet tool install --global SPAgent.Cli --add-source "$root/artifacts/packages"
case ":$PATH:" in *":$HOME/.dotnet/tools:"*) ;; *) say "Add \$HOME/.dotnet/tools to your PATH." ;; esac
say "Installed. Try: spagent demo"
