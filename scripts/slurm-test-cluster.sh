#!/usr/bin/env bash
# A real Slurm of four nodes on one machine, for tests: no systemd, no accounting database, no cgroups. Needs root and Debian's
# packages slurm-wlm and munge.
#
#   slurm-test-cluster.sh start FOLDER         starts it, with everything it writes in FOLDER; prints `export SLURM_CONF=...`
#   slurm-test-cluster.sh node FOLDER NAME     starts one node again, for example after it was killed
#   slurm-test-cluster.sh controller FOLDER    starts the controller again
#   slurm-test-cluster.sh stop FOLDER          stops everything
#
# Each node has a host name and process numbers of its own (UTS and PID namespaces). FOLDER/NAME.pid is the process to kill for the
# death of a whole node, FOLDER/ctld.pid that of the controller.
set -eu

nodes='n1 n2 n3 n4'
usage() { sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2; }
[ $# -ge 2 ] || usage
dir=$(realpath -m "$2")
export SLURM_CONF=$dir/slurm.conf

# Prints the first of six ports in a row that nobody listens on.
free_ports() {
  local base port
  while :; do
    base=$((20000 + RANDOM % 20000))
    for port in 0 1 2 3 4 5; do
      if (exec 3<>"/dev/tcp/127.0.0.1/$((base + port))") 2>/dev/null; then continue 2; fi
    done
    echo "$base"
    return
  done
}

configure() {
  local host base port
  host=$(hostname -s)
  base=$(free_ports)
  cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$base
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CredType=cred/munge
StateSaveLocation=$dir/ctld
SlurmdSpoolDir=$dir/%n
SlurmctldPidFile=$dir/ctld.pid
SlurmdPidFile=$dir/%n/slurmd.pid
SlurmctldLogFile=$dir/log/ctld
SlurmdLogFile=$dir/log/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=500
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill,UsePss
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmdTimeout=10
SlurmctldTimeout=10
MinJobAge=300
KillWait=5
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,batch_sched_delay=0
CONF
  port=$base
  for node in $nodes; do
    port=$((port + 1))
    echo "NodeName=$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$port CPUs=4 RealMemory=4000 State=UNKNOWN" >>"$SLURM_CONF"
  done
  {
    echo 'PartitionName=cpu Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP'
    echo 'PartitionName=spare Nodes=n3,n4 MaxTime=INFINITE State=UP'
    echo 'PartitionName=short Nodes=n1 MaxTime=2 State=UP'
  } >>"$SLURM_CONF"
}

start_munge() {
  dd if=/dev/urandom of="$dir/munge/key" bs=1 count=1024 status=none
  chmod 400 "$dir/munge/key"
  munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munge.pid" \
    --log-file="$dir/munge/log" --seed-file="$dir/munge/seed"
}

start_controller() {
  slurmctld "$@" </dev/null >"$dir/log/ctld.out" 2>&1
}

# The first process of a PID namespace takes all others with it when it ends, as a machine does. It is a shell, because that
# reaps what slurmd leaves.
start_node() {
  setsid unshare --uts --pid --fork --kill-child --mount-proc \
    bash -c 'hostname "$1"; slurmd -D -N "$1" & wait $!' bash "$1" </dev/null >"$dir/log/$1.out" 2>&1 &
  echo $! >"$dir/$1.pid"
}

wait_for_nodes() {
  for _ in $(seq 150); do
    [ "$(sinfo --noheader --format=%T 2>/dev/null | sort -u)" = idle ] && return
    sleep 0.2
  done
  echo "The nodes are not idle after 30 s; see $dir/log" >&2
  sinfo >&2 || true
  exit 1
}

case $1 in
  start)
    mkdir -p "$dir"/ctld "$dir"/log "$dir"/munge
    # Others use its socket, and do not see its key.
    chmod 711 "$dir/munge"
    for node in $nodes; do mkdir -p "$dir/$node"; done
    configure
    start_munge
    start_controller -c
    for node in $nodes; do start_node "$node"; done
    wait_for_nodes
    echo "export SLURM_CONF=$SLURM_CONF"
    ;;
  node) start_node "$3" ;;
  controller) start_controller ;;
  stop)
    end() { if [ -f "$dir/$2.pid" ]; then kill "$1" "$(cat "$dir/$2.pid")" 2>/dev/null || true; fi; }
    # unshare ignores gentler signals; its end takes all processes of the node with it.
    for node in $nodes; do end -KILL "$node"; done
    for name in ctld munge; do end -TERM "$name"; done
    for _ in $(seq 50); do
      [ -f "$dir/ctld.pid" ] || break
      sleep 0.1
    done
    ;;
  *) usage ;;
esac
