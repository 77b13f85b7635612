# Files that people may change afterwards; a part of script/install, which has `run`, $GIVEN and $work.
# shellcheck shell=bash disable=SC2154

# The sum under which this script gave FILE away, or nothing.
given() {
    if [[ -r $GIVEN ]]; then
        awk -v file="$1" '$2 == file { print $1 }' "$GIVEN"
    fi
}

sum_of() { sha256sum "$1" | cut -d' ' -f1; }

# remember FILE SUM: under which sum FILE was given away.
remember() { printf '%s  %s\n' "$2" "$1" >>"$work/given"; }
# give FROM TO: a new file is given; one that nobody has changed since is renewed; one that somebody
# has changed is left alone, and what is new, if anything is, is put beside it.
give() {
    local from=$1 to=$2 before
    before=$(given "$to")
    remember "$to" "$(sum_of "$from")"
    if [[ ! -e $to ]]; then
        printf '  gave   %s\n' "$to"
    elif cmp -s "$from" "$to"; then
        return 0
    elif [[ $before == "$(sum_of "$to")" ]]; then
        printf '  renew  %s\n' "$to"
    elif [[ $before == "$(sum_of "$from")" ]]; then
        printf '  kept   %s (changed here)\n' "$to"
        return 0
    else
        printf '  kept   %s (changed here; what is new is in %s.new)\n' "$to" "$to"
        to+=.new
    fi
    run install -m 0640 -g spinecoach "$from" "$to"
}
