"""PgBouncer before the soak's database: a connection is lent for one transaction, as where many programs share it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import DATABASE, Machine
from tests.servers import free_port

CONFIG = """[databases]
{database} = host=127.0.0.1 port={behind} dbname={database} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 500
default_pool_size = 12
server_login_retry = 1
query_wait_timeout = 30
"""


@contextmanager
def pooled(here: Machine) -> Iterator[None]:
    """Have all programs that are started reach the database through a pooler; as root it runs as `nobody`."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None or here.postgres is None:
        raise RuntimeError("there is no pgbouncer: apt-get install pgbouncer")
    port, folder = free_port(), here.folder / "pooler"
    folder.mkdir(mode=0o755)
    config = folder / "pgbouncer.ini"
    config.write_text(CONFIG.format(database=DATABASE, behind=here.postgres.port, port=port))
    user = "nobody" if os.geteuid() == 0 else None
    with _running([program, "-q", str(config)], user, folder / "pgbouncer.txt"):
        os.environ["SYNDICATOR_DATABASE_URL"] = f"postgresql://postgres@127.0.0.1:{port}/{DATABASE}?prepared=off"
        yield


@contextmanager
def _running(command: list[str], user: str | None, said: Path) -> Iterator[None]:
    with said.open("wb") as file, subprocess.Popen(command, user=user, stdout=file, stderr=file) as process:
        try:
            yield
        finally:
            process.terminate()
