#!/bin/sh
# All tests but the long ones, in three lots. Usage: .ci/test.sh PYTHON; 0: all passed. Pytest's closing line
# is the last one printed.
#
# walls   real walls and all else, three files at a time: they mostly wait, and leave the cores room
# desk    what only computes (the desk's widgets, the rules) behind the walls, as decoding is, in that room
# alone   what is timed or large
#
# A promise is about one wall on two cores: what fails beside others runs once more by itself, and must pass
# then; both are in the output. What was left behind, or could not be collected, is never forgiven.
set -u
python=$1
alone="tests/system/test_desk_drives_the_wall.py tests/system/test_three_lines.py tests/renderer/test_feed.py tests/test_wheel.py"
alone="$alone tests/faults/test_f04_stalled_stream.py tests/controller/test_never_waits.py"
desk="tests/controller tests/rules"
# In the order in which they are begun: what takes long comes first, so that no core is left idle at the end.
walls="tests/system tests/faults"
for place in tests/*/ tests/test_*.py; do
    case " $alone $desk $walls tests/__pycache__ " in *" ${place%/} "*) ;; *) walls="$walls $place" ;; esac
done
for place in $alone; do walls="$walls --ignore=$place" desk="$desk --ignore=$place"; done
beside="--dist loadfile --no-loadscope-reorder"

# Becomes that lot, so that the process is pytest itself. Each remembers for itself what failed.
lot() {
    niceness=$1 name=$2
    shift 2
    exec nice -n "$niceness" "$python" -m pytest -q -m 'not slow' -o "cache_dir=.pytest_cache/$name" "$@"
}

again() {
    echo 'What failed runs once more, by itself:'
    (lot 0 "$@" -x --last-failed --last-failed-no-failures none)
}

said=$(mktemp)
beside_walls=
# A shell without a terminal lets Ctrl+C pass by what it runs in the background.
trap '[ -z "$beside_walls" ] || kill "$beside_walls" 2>/dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT TERM
# shellcheck disable=SC2086
{
    lot 10 desk -n 2 $beside $desk >"$said" 2>&1 &
    beside_walls=$!
    (lot 0 walls -n 3 $beside $walls)
    walls_failed=$?
    wait "$beside_walls"
    desk_failed=$?
    beside_walls=
    cat "$said"
    [ $walls_failed = 0 ] || again walls $walls || exit 1
    [ $desk_failed = 0 ] || again desk $desk || exit 1
    (lot 0 alone $alone) || again alone $alone
}
