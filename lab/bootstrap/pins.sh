#!/bin/sh
# Renews what is pinned: the Python packages of images and of lab's own development, by hash, and the digests of base
# and official images. Versions that stand in a *.in file or in pyproject.toml stay; what they depend on is resolved anew.
#
# Needs Python 3.11 or newer, a package index, and for the digests a registry (LAB_REGISTRY_MIRROR is used when set).
set -eu

say() { printf 'pins: %s\n' "$*" >&2; }

cd "$(dirname "$0")/../.."
tools=$(mktemp -d "${TMPDIR:-/tmp}/lab-pins.XXXXXX")
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r lab/bootstrap/uv.txt

compile() { "$tools/bin/uv" pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate "$@"; }

# The images have Python 3.13, see stacks/_bases/python.
for file in sample_apps/*/requirements.in sample_apps/*/requirements/*.in; do
    say "$file"
    compile --python-version 3.13 --python-platform x86_64-manylinux_2_28 "$file" -o "${file%.in}.txt"
done

say "pyproject.toml"
compile --universal --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

if [ -x .venv/bin/python ]; then
    say "digests of images"
    .venv/bin/python -m lab.images.pin
else
    say "no .venv here, so the digests of images stay as they are; make python, then make pins"
fi
