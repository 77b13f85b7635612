#!/usr/bin/env bash
# moonshine-voice: the wheel of 0.0.48 holds the weights of the English "tiny" model (44 MB in
# assets/tiny-en); that of 0.1.5 has the folder with the tokenizer alone and no network in it. A
# lower bound (>=0.0.48) gives a machine that is offline a recognizer without weights.
# Seen: two networks in 0.0.48, none in 0.1.5. Ends with 1 when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for wanted in 0.0.48:2 0.1.5:0; do
    version=${wanted%:*}
    python3 -m pip download --quiet --no-deps --dest "$place/$version" "moonshine-voice==$version"
    count=$(python3 -m zipfile --list "$place/$version"/*.whl | grep -c 'assets/tiny-en/.*\.ort' || true)
    echo "$version: $count networks"
    [[ $count -eq ${wanted#*:} ]] || exit 1
done
