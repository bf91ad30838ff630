# Sourced by ./run and ./test: brings the machine to where they can start.
# setup run|test requirements-file

PY=${PYTHON:-python3}

# Asked of the loader itself: ldconfig is not on an ordinary user's PATH.
has_library() {
  "$PY" -c "import ctypes, sys; ctypes.CDLL(sys.argv[1])" "$1" 2>/dev/null
}

has_command() {
  command -v "$1" >/dev/null 2>&1
}

system_packages() {
  need=""
  "$PY" -c "import ensurepip" 2>/dev/null || need="$need python3-venv"
  has_library libpangoft2-1.0.so.0 || need="$need libpango-1.0-0 libpangoft2-1.0-0"
  has_library libharfbuzz-subset.so.0 || need="$need libharfbuzz-subset0"
  [ -e /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf ] || need="$need fonts-noto-core"
  if [ "$1" = test ]; then
    has_command chromium || has_command google-chrome || need="$need chromium"
    has_library libatomic.so.1 || need="$need libatomic1"
    has_command pdftotext || need="$need poppler-utils"
    has_command qpdf || need="$need qpdf"
  fi
  [ -z "$need" ] && return 0
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    has_command sudo || {
      echo "These packages are missing and there is no sudo:$need" >&2
      echo "Ask somebody with root to install them, then run this again." >&2
      exit 1
    }
    as_root=sudo
  fi
  echo "Installing:$need" >&2
  $as_root apt-get update -q >/dev/null
  # shellcheck disable=SC2086  # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qy --no-install-recommends $need >/dev/null
}

python_packages() {
  stamp=".venv/.installed-$(cat "$1" .ci/setup.sh | sha256sum | cut -c1-16)"
  [ -e "$stamp" ] && return 0
  [ -x .venv/bin/python ] || "$PY" -m venv .venv
  echo "Installing Python packages from $1" >&2
  # The file names every package with its hash. Were pip to resolve as well, an older
  # one takes the newest release for "name[extra]" and then misses its hash.
  .venv/bin/python -m pip install -q --disable-pip-version-check \
    --no-deps --require-hashes -r "$1"
  cat >.venv/bin/lms <<SCRIPT
#!$(pwd)/.venv/bin/python
import sys
sys.path.insert(0, "$(pwd)")
from lms.cli import lms
lms()
SCRIPT
  chmod 755 .venv/bin/lms
  touch "$stamp"
}

translations() {
  po=lms/translations/ru/LC_MESSAGES/messages.po
  mo=lms/translations/ru/LC_MESSAGES/messages.mo
  if [ ! -e "$mo" ] || [ "$po" -nt "$mo" ]; then
    .venv/bin/pybabel -q compile -d lms/translations
  fi
}

setup() {
  system_packages "$1"
  python_packages "$2"
  translations
}
