#!/bin/sh
# Brings a Debian machine to where one target of the Makefile can run. Usage: .ci/setup.sh GROUP...
# GROUPs are those of .ci/packages. NO_APT=1 forbids installing Debian packages; PYTHON names the interpreter;
# the file STAMP is touched when nothing is missing, so that make need not ask again.
# The last words on stderr are always what to do when something could not be done here.
set -eu
cd "$(dirname -- "$0")/.."
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
venv=.venv
apt_options="-y --no-install-recommends -o DPkg::Lock::Timeout=120"

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Prints the packages of a group that are not installed; a package counts too when another one provides it.
missing_of() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null |
        awk -v group="$1" '
            NR == FNR { if ($1 == "installed") { gsub(/\([^)]*\)|,/, " "); for (i = 2; i <= NF; i++) have[$i] = 1 } next }
            $1 == group || $1 == group "!" {
                n = split($2, names, "|"); found = 0
                for (i = 1; i <= n; i++) if (names[i] in have) found = 1
                if (!found) print names[1]
            }' - .ci/packages
}

is_required() { grep -q "^$1! " .ci/packages; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

may_install() {
    [ -z "${NO_APT:-}" ] && command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

lists_are_fresh() {
    [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -mtime -1 2>/dev/null | head -n 1)" ]
}

# Installs the given packages; fails without a word of its own when that is not possible.
install_debs() {
    may_install || return 1
    say "installing Debian packages: $*"
    lists_are_fresh || as_root apt-get update -q >&2 || true
    # shellcheck disable=SC2086
    as_root apt-get install -q $apt_options "$@" >&2 && return 0
    say "once more with fresh package lists"
    as_root apt-get update -q >&2 || return 1
    # shellcheck disable=SC2086
    as_root apt-get install -q $apt_options "$@" >&2
}

ask_for() {
    say "ask the administrator of this machine for:"
    say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
}

python_fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1
}

# Prints the first interpreter that is new enough and can make a virtual environment.
find_python() {
    for python in ${PYTHON:-} python3 python3.11 python3.12 python3.13 /usr/bin/python3; do
        python_fits "$python" && "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue
        command -v "$python"
        return 0
    done
    return 1
}

make_venv() {
    if [ -x $venv/bin/python ] && python_fits $venv/bin/python && $venv/bin/python -m pip --version >/dev/null 2>&1
    then return 0; fi
    python=$(find_python) || {
        # shellcheck disable=SC2046
        install_debs python3 python3-venv || { ask_for python3 python3-venv; die "no Python of 3.11 or newer that can make .venv"; }
        python=$(find_python) || die "this Debian's Python is older than 3.11: put a newer one into PATH or name it with PYTHON="
    }
    say "making $venv with $python ($("$python" -V))"
    "$python" -m venv --clear $venv
}

install_wheels() {
    if cmp -s requirements-dev.lock $venv/.lock; then return 0; fi
    say "installing the Python packages of requirements-dev.lock into $venv, each checked by its hash"
    $venv/bin/python -m pip install -q --require-hashes --only-binary=:all: -r requirements-dev.lock >&2 ||
        die "pip could not install requirements-dev.lock: see its words above; with a proxy or a mirror, set it in pip's own settings"
    cp requirements-dev.lock $venv/.lock
}

# The checkout itself: relative paths, so that a moved checkout still runs its own code.
link_checkout() {
    site=$($venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '../../../..\n' >"$site/wallctl-checkout.pth"
    cat >$venv/bin/wallctl <<'WALLCTL'
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -m wallctl "$@"
WALLCTL
    chmod 755 $venv/bin/wallctl
}

incomplete=""

# Installs what is missing of the groups: all in one go, so that apt settles their versions together.
install_groups() {
    missing=""
    for group in "$@"; do
        [ "$group" = python ] || missing="$missing $(missing_of "$group" | tr '\n' ' ')"
    done
    missing=$(echo $missing)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    install_debs $missing && return 0
    say "missing here, and not to be installed from here: $missing"
    # shellcheck disable=SC2086
    ask_for $missing
    incomplete=yes
    for group in "$@"; do
        [ "$group" = python ] || [ -z "$(missing_of "$group")" ] || is_required "$group" ||
            say "going on without '$group': tests that need it are skipped and say so"
    done
}

check_imports() {
    for group in "$@"; do
        [ "$group" = qt ] || continue
        reason=$($venv/bin/python -c 'import PySide6.QtWidgets, cv2, zmq' 2>&1) ||
            die "Qt, OpenCV or ZeroMQ cannot be loaded: $(printf '%s' "$reason" | tail -n 1)"
    done
}

[ $# -gt 0 ] || set -- python qt screen fonts city ime
make_venv
install_wheels
link_checkout
install_groups "$@"
check_imports "$@"
[ -n "$incomplete" ] || [ -z "${STAMP:-}" ] || touch "$STAMP"
