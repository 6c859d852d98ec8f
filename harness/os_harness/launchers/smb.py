"""Runs the kit's agent beside a Samba server of its own: `python smb.py AGENT`.

The server (Debian: samba) listens on one port of the loopback interface, shares the host's files under a
password made for this run, and is gone with its folder as soon as the agent's process is, however that
ends.  The agent finds port, user and password in OSCONFORM_SMB.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARE = "osconform"
LIMIT = 20.0  # seconds until the server must answer
CONFIGURATION = """\
[global]
server role = standalone server
interfaces = lo
bind interfaces only = yes
hosts allow = 127.0.0.1
smb ports = {port}
server min protocol = SMB2
disable netbios = yes
disable spoolss = yes
load printers = no
printcap name = /dev/null
passdb backend = tdbsam:{folder}/passwords.tdb
private dir = {folder}
lock directory = {folder}
state directory = {folder}
cache directory = {folder}
pid directory = {folder}
ncalrpc dir = {folder}/rpc
log file = {folder}/log
[{share}]
path = /
read only = no
valid users = {user}
"""


class NotStarted(Exception):
    """Why there is no server."""


def main(agent: str) -> None:
    """Start the server, then become the agent."""
    user, password = pwd.getpwuid(os.getuid()).pw_name, secrets.token_hex(16)
    life, end_of_life = os.pipe()
    told, telling = os.pipe()
    if os.fork() == 0:
        os.close(end_of_life)
        os.close(told)
        _detached(life, telling, user, password)
    os.close(life)
    os.close(telling)
    os.wait()
    with os.fdopen(told) as stream:
        answer = stream.read()
    if not answer.isdigit():
        sys.exit(answer or "the server's keeper died")
    os.set_inheritable(end_of_life, True)  # held by the agent: its end is the server's
    os.environ["OSCONFORM_SMB"] = f"{answer} {user} {password}"
    os.execv(sys.executable, [sys.executable, "-u", agent])


def _detached(life: int, telling: int, user: str, password: str) -> None:
    """In a process that is no child of the agent's: keep the server until `life` is at its end."""
    if os.fork() != 0:
        os._exit(0)
    os.setsid()
    folder = Path(tempfile.mkdtemp(prefix="osconform-smb-"))
    server = None
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        port = _free_port()
        server = _server(folder, port, user, password)
        _wait(server, port)
        os.write(telling, str(port).encode())
        os.close(telling)
        os.read(life, 1)
    except Exception as error:
        os.write(telling, str(error).encode())
    finally:
        if server is not None:
            _end(server)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _server(folder: Path, port: int, user: str, password: str) -> subprocess.Popen[bytes]:
    """The server's process, with a file of passwords that knows one user."""
    for name in ("smbpasswd", "smbd"):
        if shutil.which(name, path=_path()) is None:
            raise NotStarted(f"no {name} (Debian: apt install samba)")
    (folder / "rpc").mkdir()
    file = folder / "smb.conf"
    file.write_text(CONFIGURATION.format(port=port, folder=folder, share=SHARE, user=user))
    environment = {**os.environ, "PATH": _path()}
    made = subprocess.run(
        ["smbpasswd", "-c", file, "-a", "-s", user], input=f"{password}\n{password}\n".encode(),
        env=environment, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise NotStarted(f"smbpasswd: {made.stderr.decode(errors='replace').strip()}")
    return subprocess.Popen(
        ["smbd", "--foreground", "--no-process-group", f"--configfile={file}"],
        stdin=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )  # fmt: skip - it ends with all of its process group, which its keeper must not be in


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server with the processes it has made, one for each connection."""
    server.terminate()
    try:
        server.wait(LIMIT)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _path() -> str:
    """The search path, with the folders of system programs."""
    return os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Come back when the server takes connections; NotStarted if it does not within the limit."""
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NotStarted(f"smbd ended with {server.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)  # smbd tells nobody when it is ready: asking again is the only way
        else:
            return
    raise NotStarted(f"smbd does not answer on port {port}")


if __name__ == "__main__":
    main(*sys.argv[1:])
