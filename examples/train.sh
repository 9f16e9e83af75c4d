#!/usr/bin/env bash
# One training, from free disk to pruned checkpoints. Copy it into your project and put your own command where TRAIN is.
set -euo pipefail

TRAIN=${TRAIN:-python train.py}

# OUTPUTS_CHECKPOINTS, OUTPUTS_LOGS, …: the paths of the config, absolute. A broken config ends the script here.
exports=$(outputs paths --shell sh)
eval "$exports"

outputs init --quiet                     # a fresh clone has no folders yet
outputs clean --cache --quiet --wait 1min

log="$OUTPUTS_LOGS/train_$(date +%Y%m%d_%H%M%S).log"
status=0
$TRAIN >"$log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
  echo "training ended with $status; nothing is pruned; see $log" >&2
  exit "$status"
fi

# A checkpoint that is cut short is found before older ones go. What could not be read ends with 3.
outputs verify --quiet || echo "not every checkpoint is whole: outputs verify says which" >&2
outputs prune --yes --quiet --wait 10min
