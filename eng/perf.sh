#!/usr/bin/env bash
# Every benchmark in turns with those of another commit, as one table of figures with their spreads. Wants a machine that
# does nothing else, and half an hour for each commit.
# Usage: bash eng/perf.sh [COMMIT]      without COMMIT: this checkout alone
#   ROUNDS=3                            how often each benchmark runs; the spread is that of the rounds
#   ONLY="distil export"                these benchmarks alone
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
need python3 python3-pil python3-numpy bubblewrap nats-server libturbojpeg0 libwebp7 jupyter-notebook jupyter-nbconvert python3-ipykernel
scratch="$(mktemp -d)"
names=() places=()

# lane NAME FOLDER: builds the benchmarks and the command of a checkout, the latter as it is installed.
lane() {
  local quick=(-p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false)
  bash "$2/eng/plotly.sh" >/dev/null
  step "Building the benchmarks of $1" dotnet build "$2/tests/SPAgent.Benchmarks" -c Release -v quiet -clp:NoSummary "${quick[@]}"
  step "Compiling the command of $1" dotnet publish "$2/src/SPAgent.Cli" -c Release -v quiet -clp:NoSummary "${quick[@]}" \
    -p:CompileAhead=true -r "$(dotnet --info | sed -n 's/^ *RID: *//p')" -o "$scratch/$1"
  names+=("$1") places+=("$2")
}

if [ -n "${1:-}" ]; then
  commit="$(git -C "$root" rev-parse --short "$1^{commit}")"
  git -C "$root" worktree add --quiet --detach "$scratch/$commit.src" "$commit"
  trap 'git -C "$root" worktree remove --force "$scratch/$commit.src"' EXIT
  # The same benchmarks for both: only the library differs.
  rm -rf "$scratch/$commit.src/tests/SPAgent.Benchmarks"
  mkdir "$scratch/$commit.src/tests/SPAgent.Benchmarks"
  (cd "$root/tests/SPAgent.Benchmarks" && cp -- *.cs *.py *.csproj "$scratch/$commit.src/tests/SPAgent.Benchmarks")
  lane "$commit" "$scratch/$commit.src"
fi
lane here "$root"

# measure NAME OPTION…: one benchmark, for each commit in turn.
measure() {
  [[ -z "${ONLY:-}" || " $ONLY " == *" $1 "* ]] || return 0
  local lane tool=()
  for lane in "${!names[@]}"; do
    case "$1" in
      start|notebooks) tool=(--tool "$scratch/${names[lane]}/SPAgent.Cli") ;;
      serve) tool=("$scratch/${names[lane]}/SPAgent.Cli") ;;
    esac
    export SPAGENT_FIGURES="$scratch/${names[lane]}.figures"
    (cd "${places[lane]}" && step "Round $round, ${names[lane]}: $*" \
      dotnet tests/SPAgent.Benchmarks/bin/Release/net10.0/SPAgent.Benchmarks.dll "$@" "${tool[@]}")
  done
}

# busy: seconds that the machine's processors have worked.
busy() { awk -v hertz="$(getconf CLK_TCK)" '/^cpu /{print ($2 + $3 + $4 + $7 + $8) / hertz}' /proc/stat; }

# From a clone to the first result, packages in the cache and no compiler running. What the machine works in that time is
# counted: the compiler is a server, which outlives the script.
measure_demo() {
  [[ -z "${ONLY:-}" || " $ONLY " == *" demo "* ]] || return 0
  local lane clone="$scratch/clone" before
  for lane in "${!names[@]}"; do
    rm -rf "$clone"
    git clone --quiet "${places[lane]}" "$clone"
    dotnet build-server shutdown >/dev/null 2>&1
    say "Round $round, ${names[lane]}: demo"
    before="$(busy)"
    (cd "$clone" && bash eng/demo.sh >/dev/null 2>&1)
    printf '{"Name":"clone to the first result, CPU","Value":%s,"Unit":"s","Goal":45,"IsGoodWhenLarge":false}\n' \
      "$(awk -v before="$before" -v after="$(busy)" 'BEGIN{print after - before}')" >>"$scratch/${names[lane]}.figures"
  done
}

for round in $(seq "${ROUNDS:-3}"); do
  measure distil --agreed
  measure distil --agreed --http
  measure collection --turns 3 --stored 1000
  measure export --runs 3
  measure export --runs 3 --sessions 60000 --formats jsonl,simple
  measure analysis 60000 3
  measure imaging 15
  measure sandbox 6 10
  measure notebooks --rounds 1
  measure start
  measure queue --runs 1
  measure serve 20000
  measure serve 100000
  measure_demo
done

columns=()
for name in "${names[@]}"; do columns+=("$name" "$scratch/$name.figures"); done
say "$(date +%F), $(nproc) cores, ${ROUNDS:-3} rounds in turns: median (least–most) of the rounds; figures in $scratch"
dotnet "$root/tests/SPAgent.Benchmarks/bin/Release/net10.0/SPAgent.Benchmarks.dll" table "${columns[@]}"
