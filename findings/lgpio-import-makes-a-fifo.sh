#!/bin/sh
# lgpio 0.2.2.0: its import makes a FIFO .lgd-nfy0 in the current folder, and fails with FileNotFoundError
# where it cannot. With LG_WD set it is made there, and the whole process is moved to that folder.
# Seen 2026-11-30, Python 3.11 on x86-64, no GPIO: both.
set -eu
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet lgpio==0.2.2.0
mkdir "$work/here" "$work/there"
cd "$work/here"
"$work/venv/bin/python" -c 'import lgpio'
echo "by itself: $(ls -A "$work/here") in the current folder"
[ -p "$work/here/.lgd-nfy0" ]
rm "$work/here/.lgd-nfy0"
moved=$(LG_WD="$work/there" "$work/venv/bin/python" -c 'import lgpio, os; print(os.getcwd())')
echo "with LG_WD: the process is in the folder '$(basename "$moved")', with $(ls -A "$work/there")"
[ "$moved" = "$work/there" ] && [ -p "$work/there/.lgd-nfy0" ] && [ -z "$(ls -A "$work/here")" ]
