# Taking the box away again; a part of script/install, which names the places and has `say` and `run`.
# shellcheck shell=bash disable=SC2154

uninstall() {
    say "Taking Spinecoach away"
    local unit place
    for unit in "$PUBLISHER" "$UNIT"; do
        [[ -e $unit ]] || continue
        if [[ -d /run/systemd/system ]]; then
            run systemctl stop "$(basename "$unit")"
        fi
        run systemctl disable "$(basename "$unit")"
    done
    for place in "$PUBLISHER" "$PUBLISHER.d" "$UNIT" "$UNIT.d" "$COMMAND" "$(dirname "$VENV")"; do
        take_away "$place"
    done
    if [[ -d /run/systemd/system ]]; then
        run systemctl daemon-reload
    fi
    if [[ $purge == yes ]]; then
        take_away "$ETC"
        take_away "$STATE"
        if getent passwd spinecoach >/dev/null; then
            printf '  user   spinecoach\n'
            run userdel spinecoach
        fi
    else
        printf '  kept   %s, %s and the user spinecoach\n' "$ETC" "$STATE"
        printf '         to take those away, too: sudo script/install --uninstall --purge\n'
    fi
    printf '  The packages of the system and the group gpio stay: other programs may use them.\n'
}

# take_away PLACE: a file or folder of ours, if it is there.
take_away() {
    [[ -e $1 ]] || return 0
    printf '  gone   %s\n' "$1"
    run rm -rf -- "$1"
}
