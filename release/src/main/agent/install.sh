#!/bin/sh
# Installs the agent. As root: into /opt/visiona-agent, with a service and a user of its own. As anybody else, or with --user: into
# ~/.local/share/visiona-agent, with a command in ~/.local/bin and a service of that user.
set -eu

from=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

everybody=false
case "${1:-}" in
  "") [ "$(id -u)" != 0 ] || everybody=true ;;
  --user) ;;
  *) echo "usage: $0 [--user]" >&2; exit 2 ;;
esac

if $everybody; then
  to=${VISIONA_AGENT_HOME:-/opt/visiona-agent}
  commands=/usr/local/bin
  units=/etc/systemd/system
  unit=visiona-agent.service
else
  to=${VISIONA_AGENT_HOME:-$HOME/.local/share/visiona-agent}
  commands=$HOME/.local/bin
  units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
  unit=visiona-agent-user.service
fi

# The old one is replaced at once: what runs goes on with the files it has open until it is started again.
mkdir -p "$(dirname "$to")" "$commands"
rm -rf "$to.new" "$to.old"
mkdir "$to.new"
cp -R "$from/bin" "$from/lib" "$from/runtime" "$from/systemd" "$to.new"
[ -e "$to" ] && mv "$to" "$to.old"
mv "$to.new" "$to"
rm -rf "$to.old"
ln -sf "$to/bin/visiona-agent" "$commands/visiona-agent"

if command -v systemctl >/dev/null 2>&1; then
  mkdir -p "$units"
  cp "$to/systemd/$unit" "$units/visiona-agent.service"
  if $everybody; then
    id visiona-agent >/dev/null 2>&1 || useradd --system --home-dir /var/lib/visiona-agent --shell /usr/sbin/nologin visiona-agent
  fi
  echo "Installed in $to, with the service visiona-agent."
else
  echo "Installed in $to. There is no systemd here: start it in your own way."
fi

echo "Next: $commands/visiona-agent pair --help"
