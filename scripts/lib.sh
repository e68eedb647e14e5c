# What every script needs: a Python, a virtual environment, and Teller installed in it.
# Sourced by the scripts beside it; ROOT is the folder of the project.

TORCH="torch==2.13.0"
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="${TELLER_VENV:-$ROOT/.venv}"
PY="$VENV/bin/python"

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "error: $*"
    exit 1
}

# step WORDS COMMAND...: one line before and one after, with the seconds it took.
step() {
    local words="$1" began=$SECONDS log
    shift
    log="$(mktemp)"
    if [ -t 2 ]; then printf '%s ...' "$words" >&2; else say "$words ..."; fi
    if ! "$@" >"$log" 2>&1; then
        say ""
        tail -n 30 "$log" >&2
        stop "$words failed; the whole output is in $log"
    fi
    rm -f "$log"
    if [ -t 2 ]; then printf ' %d s\n' $((SECONDS - began)) >&2; else
        say "$words: done in $((SECONDS - began)) s"
    fi
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

makes_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Prints the path of the Python to use.
find_python() {
    local one path old="" bare="" candidates=(python3.11 python3.12 python3.13 python3)
    [ -z "${TELLER_PYTHON:-}" ] || candidates=("$TELLER_PYTHON")
    for one in "${candidates[@]}"; do
        path="$(command -v "$one" || true)"
        [ -n "$path" ] || continue
        if ! new_enough "$path"; then
            old="$path is $("$path" --version 2>&1)"
        elif ! makes_environments "$path"; then
            bare="$path has no venv module"
        else
            printf '%s\n' "$path"
            return
        fi
    done
    [ -z "$bare" ] || stop "$bare: install it (Debian: apt-get install python3-venv)"
    stop "${old:-there is no Python here}; Teller needs Python 3.11 or newer." \
        "Debian 12: apt-get install python3 python3-venv." \
        "Or name one with TELLER_PYTHON=/path/to/python3.11"
}

sum_of() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

# What the environment was made from: when it is the same, nothing is installed.
stamp_for() {
    { printf '%s\n' "$1" "$ROOT" "$TORCH" && cat "$ROOT/pyproject.toml" "$VENV/pyvenv.cfg"; } \
        | sum_of
}

installed() {
    [ -x "$PY" ] && [ -f "$VENV/pyvenv.cfg" ] && [ -f "$VENV/.teller-$1" ] || return 1
    [ "$(cat "$VENV/.teller-$1")" = "$(stamp_for "$1")" ] && "$PY" -c ''
}

pip_install() { "$PY" -m pip install --quiet --disable-pip-version-check "$@"; }

# plan_is_clean ARGUMENTS OF pip: what it would install is free of CUDA.
# Returns 2 when pip finds nothing to install.
plan_is_clean() {
    local plan verdict=0
    plan="$(mktemp)"
    if pip_install --dry-run --report "$plan" "$@"; then
        "$PY" "$ROOT/scripts/check_plan.py" "$plan" || verdict=1
    else
        verdict=2
    fi
    rm -f "$plan"
    return $verdict
}

has_torch() {
    "$PY" - "${TORCH#torch==}" <<'PYTHON' 2>/dev/null
import sys
from importlib.metadata import version

sys.exit(version("torch").partition("+")[0] != sys.argv[1])
PYTHON
}

# Installs the build without CUDA, or nothing: the plan is read before it is followed.
# (`set -e` does not reach into a function that is run as a condition.)
install_torch() {
    local index="${TELLER_TORCH_INDEX:-https://download.pytorch.org/whl/cpu}"
    if plan_is_clean --index-url "$index" --retries 0 --timeout 5 "$TORCH"; then
        pip_install --index-url "$index" --retries 0 --timeout 5 "$TORCH"
    elif plan_is_clean "$TORCH"; then
        pip_install "$TORCH"
    else
        echo "no build of $TORCH without CUDA was found, neither at $index" \
            "nor with pip's own settings"
        return 1
    fi
}

install_teller() {
    local pins extra="${1:+[$1]}"
    pins="$(mktemp)"
    printf '%s\n' "$TORCH" >"$pins"
    cd "$ROOT" && pip_install --constraint "$pins" --editable ".$extra"
}

# prepare [EXTRA]: makes the environment, or sees in a moment that it stands.
prepare() {
    local extra="${1:-}" kind="${1:-run}" python
    if installed "$kind" || { [ "$kind" = run ] && installed dev; }; then return; fi
    if [ ! -x "$PY" ] || ! "$PY" -c '' 2>/dev/null; then
        python="$(find_python)"
        step "Making the environment in $VENV with $python" \
            "$python" -m venv --clear "$VENV"
    fi
    new_enough "$PY" || stop "$VENV was made with $("$PY" --version):" \
        "remove it, and Teller makes a new one with Python 3.11 or newer"
    has_torch || step "Installing $TORCH without CUDA (about 200 MB)" install_torch
    step "Installing Teller and its libraries" install_teller "$extra"
    step "Checking that nothing of CUDA came along" \
        "$PY" "$ROOT/scripts/check_plan.py" --installed
    stamp_for "$kind" >"$VENV/.teller-$kind"
}
