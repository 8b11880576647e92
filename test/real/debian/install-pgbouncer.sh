#!/usr/bin/env bash
# PgBouncer of Debian 13 in a folder of its own, with all the libraries that it needs: Debian 12's knows no prepared statements.
# Nothing of it is installed; apt checks the signatures as it always does.
set -euo pipefail
folder=${1:-/opt/p95-pgbouncer}
packages=(pgbouncer libc6 libcares2 libevent-2.1-7t64 libpam0g libssl3t64 libsystemd0 libcap2 libaudit1 libcap-ng0 libzstd1 zlib1g)

# From wherever this machine gets Debian.
uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | grep -v security | grep -m1 -oE '^[^ ]*/debian/')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,debs}
cat > "$work/sources/trixie.sources" <<END
Types: deb
URIs: $uri
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
options=(-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" -o Dir::State::Lists="$work/lists"
  -o Dir::Cache="$work/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
(cd "$work/debs" && apt-get "${options[@]}" download "${packages[@]}")
rm -rf "$folder"
mkdir -p "$folder"
for package in "$work"/debs/*.deb; do dpkg -x "$package" "$folder"; done
chmod -R a+rX "$folder" # the server runs as nobody
