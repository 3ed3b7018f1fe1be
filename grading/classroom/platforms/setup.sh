#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image; only then is there a network.
# PYTHON=… takes an interpreter that is there; else one is made, with all that the kit needs.
set -euo pipefail
cd "$(dirname "$0")"

is_good() {
  "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null
}

python=${PYTHON:-}
if [ -z "$python" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install --yes --no-install-recommends bubblewrap python3-venv
  is_good python3 || is_good python3.11 \
    || apt-get install --yes --no-install-recommends python3.11 python3.11-venv
  for found in python3.11 python3; do
    if is_good "$found"; then base=$found; fi
  done
  "$base" -m venv environment
  python=$PWD/environment/bin/python
fi
"$python" -m pip install --disable-pip-version-check --requirement requirements.txt
"$python" -m compileall -q kit/grading
echo "$python" > python
