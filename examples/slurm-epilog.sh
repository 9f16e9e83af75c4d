#!/bin/sh
# For Slurm: after each job, prune the project it ran in. As Epilog (root, on the node) or as TaskEpilog (the job's user).
# As root, outputs first becomes the user that the outputs belong to, and refuses where somebody else could lead it astray.
# Always ends with 0: an epilog that fails takes the node out of service.

folder=${SLURM_JOB_WORK_DIR:-${SLURM_SUBMIT_DIR:-}}
# Only projects that say what they keep.
[ -n "$folder" ] && [ -f "$folder/configs/project_config.yaml" ] || exit 0

# Slurm gives none. An empty one would begin with the current folder.
PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin
# Jobs of one project end together: the second waits. What another node has open nobody here sees, so leave alone what is young
# (grace: in the config).
timeout 10m outputs -C "$folder" prune --yes --quiet --wait 5min </dev/null 2>&1 | logger -t outputs 2>/dev/null
exit 0
