#!/usr/bin/env bash
# The packages that tools/package made install, start, and leave nothing behind.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test.sh FOLDER; it holds one kiln_*.deb and its .tar.gz. Nothing of this machine is changed:
# dpkg installs below a folder of its own, with a list of packages of its own.
set -euo pipefail
folder=$(readlink -f "$1")
source=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
deb=$(ls "$folder"/kiln_*.deb) archive=$(ls "$folder"/kiln_*.tar.gz)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wrong() {
  echo "package test: $*" >&2
  exit 1
}

# holds ROOT: everything a user needs is below that /usr, and the stand-alone program starts.
holds() {
  local vst3=$1/lib/vst3/Kiln.vst3/Contents
  local binaries=("$vst3"/*/Kiln.so "$1/lib/vst/Kiln/libKiln.so" "$1/lib/lv2/Kiln.lv2/libKiln.so"
    "$1/lib/kiln/Kiln")
  local file
  for file in "${binaries[@]}" "$1/lib/lv2/Kiln.lv2/manifest.ttl" "$1/bin/kiln-standalone" \
    "$1/share/doc/kiln/copyright" "$1/share/doc/kiln/LICENSE" "$vst3/Resources/presets/factory"; do
    [[ -e $file ]] || wrong "no $file"
  done
  python3 -B "$source/tools/check_plugin" --portable "${binaries[@]}" || wrong "see above"
  grep -q 'GNU General Public License' "$1/share/doc/kiln/copyright" || wrong "no licence stated"
  env -u DISPLAY HOME="$work" timeout 60 "$1/bin/kiln-standalone" --list-devices >"$work/devices" ||
    wrong "the stand-alone program does not start: $(cat "$work/devices")"
}

mkdir -p "$work/root" "$work/admin/"{info,updates,triggers,parts}
touch "$work/admin/status" "$work/admin/available"
packages() {
  dpkg --root="$work/root" --admindir="$work/admin" --force-not-root --force-depends \
    --force-script-chrootless --log=/dev/null "$@" >"$work/dpkg" 2>&1 ||
    wrong "dpkg $1: $(cat "$work/dpkg")"
}
dpkg-deb --field "$deb" Depends | grep -q libhwy && wrong "the .deb depends on libhwy"
packages -i "$deb"
holds "$work/root/usr"
packages -i "$deb" # once more, as an update does
packages --purge kiln
left=$(find "$work/root" -mindepth 1 ! -type d)
[[ -z $left ]] || wrong "left behind: $left"
left=$(find "$work/root" -ipath '*kiln*')
[[ -z $left ]] || wrong "folders left behind: $left"

mkdir "$work/unpacked"
tar -C "$work/unpacked" -xzf "$archive"
holds "$work/unpacked/$(basename "$archive" .tar.gz)"
echo "package test: $(basename "$deb") and $(basename "$archive") install, start and go"
