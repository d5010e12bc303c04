#!/bin/sh
# Installs the command line. As root: into /opt/visiona-cli, for everybody. As anybody else, or with --user: into ~/.local/share/visiona-cli, with a
# command in ~/.local/bin.
set -eu

from=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

everybody=false
case "${1:-}" in
  "") [ "$(id -u)" != 0 ] || everybody=true ;;
  --user) ;;
  *) echo "usage: $0 [--user]" >&2; exit 2 ;;
esac

if $everybody; then
  to=${VISIONA_CLI_HOME:-/opt/visiona-cli}
  commands=/usr/local/bin
else
  to=${VISIONA_CLI_HOME:-$HOME/.local/share/visiona-cli}
  commands=$HOME/.local/bin
fi

# The old one is replaced at once: what runs goes on with the files it has open.
mkdir -p "$(dirname "$to")" "$commands"
rm -rf "$to.new" "$to.old"
mkdir "$to.new"
cp -R "$from/bin" "$from/lib" "$from/runtime" "$to.new"
[ -e "$to" ] && mv "$to" "$to.old"
mv "$to.new" "$to"
rm -rf "$to.old"
ln -sf "$to/bin/visiona" "$commands/visiona"

echo "Installed in $to."
echo "Next: $commands/visiona login --help"
