#!/usr/bin/env bash
# The servers that tests of docs/cluster.md talk to: Slurm with one node, NATS with JetStream. Both listen on loopback
# alone, need no systemd, and keep everything in one folder.
#   eng/servers.sh install         Debian's munge, slurm-wlm and nats-server; apt starts none of them
#   eng/servers.sh slurm DIR       starts munge and Slurm; prints the lines that a shell needs to use it
#   eng/servers.sh nats DIR        starts nats-server; prints its address
#   eng/servers.sh stop DIR        stops what was started there
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() { sed -n 's/^#   //p' "${BASH_SOURCE[0]}" >&2; exit 2; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# wait_for WHAT SECONDS COMMAND…: until the command succeeds.
wait_for() {
  local what="$1" until=$((SECONDS + $2)); shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt "$until" ] || { say "$what does not answer; its log is in the folder."; exit 1; }
    sleep 0.1
  done
}

start_slurm() {
  local dir="$1" cores memory host controller node
  [ "$(id -u)" -eq 0 ] || { say "munge and Slurm are started as root here."; exit 1; }
  mkdir -p "$dir/munge" "$dir/state" "$dir/spool"
  chmod 700 "$dir/munge"
  cores="$(nproc)" memory="$(awk '/MemTotal/ {print int($2 / 1024)}' /proc/meminfo)" host="$(hostname -s)"
  controller="$(free_port)" node="$(free_port)"
  dd if=/dev/urandom of="$dir/munge/key" bs=1 count=1024 status=none
  chmod 400 "$dir/munge/key"
  munged --key-file="$dir/munge/key" --socket="$dir/munge/sock" --pid-file="$dir/munge/pid" \
    --log-file="$dir/munge/log" --seed-file="$dir/munge/seed" --force >&2 2>"$dir/munge/said"
  # Twice the cores: the tests' shards wait for answers most of the time.
  cat >"$dir/slurm.conf" <<CONF
ClusterName=spagent
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/sock
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort=$controller
SlurmdPort=$node
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=10
MinJobAge=600
NodeName=$host NodeAddr=127.0.0.1 CPUs=$((cores * 2)) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
  export SLURM_CONF="$dir/slurm.conf"
  slurmctld -f "$SLURM_CONF" >&2
  slurmd -f "$SLURM_CONF" -N "$host" >&2
  wait_for Slurm 30 bash -c '[ "$(sinfo --noheader --format=%t)" = idle ]'
  echo "export SLURM_CONF=$SLURM_CONF"
}

start_nats() {
  local dir="$1" port
  mkdir -p "$dir"
  port="$(free_port)"
  printf 'listen: 127.0.0.1:%s\nmax_payload: 8MB\njetstream { store_dir: "%s/nats" }\n' "$port" "$dir" >"$dir/nats.conf"
  setsid nats-server -c "$dir/nats.conf" -P "$dir/nats.pid" -l "$dir/nats.log" </dev/null >/dev/null 2>&1 &
  wait_for nats-server 30 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
  echo "nats://127.0.0.1:$port"
}

# stop FILE: ends the process whose number is in the file, if it is one.
stop() {
  local pid
  [ -s "$1" ] || return 0
  pid="$(cat "$1")"
  kill -TERM "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null || true
}

[ $# -ge 1 ] || usage
case "$1" in
  install)
    need munge slurm-wlm nats-server ;;
  slurm|nats|stop)
    [ $# -eq 2 ] || usage
    mkdir -p "$2"
    dir="$(cd "$2" && pwd)"
    case "$1" in
      slurm) start_slurm "$dir" ;;
      nats) start_nats "$dir" ;;
      stop) for file in slurmd.pid slurmctld.pid munge/pid nats.pid; do stop "$dir/$file"; done ;;
    esac ;;
  *) usage ;;
esac
