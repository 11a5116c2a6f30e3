#!/usr/bin/env bash
# The main job in a minute, offline: installs what is missing, builds, distils the sample dataset, replays every trace.
# Usage: bash eng/demo.sh [OUTPUT]      default output: ./spagent-demo
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
need libturbojpeg0 libwebp7 bubblewrap python3 python3-pil python3-numpy
build
spagent demo --output "${1:-spagent-demo}"
