"""A real WordPress on this machine: Debian's, with a MariaDB and PHP's own web server, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.servers import free_port

SHIPPED = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb")
START_TIMEOUT_S = 60
USER = "redaksi"

CONFIG = """<?php
define('DB_NAME', 'situs');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('FS_METHOD', 'direct');
$table_prefix = 'wp_';
defined('ABSPATH') or define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
ROUTER = """<?php
$path = __DIR__ . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($path)) { return false; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""
INSTALL = """<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require __DIR__ . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Situs', 'kepala', 'kepala@situs.test', true, '', 'sandi-kepala');
$wp_rewrite->set_permalink_structure('/%postname%/');
$account = ['user_login' => '{user}', 'user_pass' => 'x', 'user_email' => 'r@situs.test', 'role' => 'editor'];
$user = wp_insert_user($account);
[$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'syndicator']);
echo "PASSWORD=$password\\n";
"""
ROLE = """<?php
$_SERVER['HTTP_HOST'] = 'localhost';
require __DIR__ . '/wp-load.php';
get_user_by('login', '{user}')->set_role('{role}');
"""


class WordPressServer:
    """
    Installs and runs one.

    Args:
        folder: short, for a socket lies in it.
    """

    def __init__(self, folder: Path) -> None:
        missing = [program for program in PROGRAMS if shutil.which(program) is None]
        if missing or not SHIPPED.is_dir():
            raise RuntimeError(
                "apt-get install --no-install-recommends wordpress mariadb-server php-cli php-mysql php-gd"
            )
        self._folder = folder
        self._site = folder / "situs"
        self._socket = folder / "db.sock"
        self._log = (folder / "log").open("ab")
        self._running: list[subprocess.Popen[bytes]] = []
        self.url = f"http://127.0.0.1:{free_port()}"
        try:
            self._start_database()
            self._copy()
            self.password = self._install()
            self._serve()
        except BaseException:
            self.stop()
            raise

    def _start(self, *command: str, **more: str) -> None:
        environment = dict(os.environ) | more
        self._running.append(
            subprocess.Popen(
                command,
                stdout=self._log,
                stderr=self._log,
                env=environment,
                cwd=self._folder,
                start_new_session=True,
            )
        )

    def _start_database(self) -> None:
        tables = str(self._folder / "db")
        told = ["--no-defaults", f"--datadir={tables}", "--user=root"]
        install = ["mariadb-install-db", *told, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(install, check=True, stdout=self._log, stderr=self._log)
        self._start("mariadbd", *told, f"--socket={self._socket}", "--skip-networking", "--skip-log-bin")
        create = ["mariadb", "--no-defaults", f"--socket={self._socket}", "-uroot", "-e", "CREATE DATABASE situs"]
        self._wait(lambda: subprocess.run(create, check=False, stdout=self._log, stderr=self._log).returncode == 0)

    def _copy(self) -> None:
        """WordPress looks for its files beside each other, and would follow links to Debian's own."""
        shutil.copytree(SHIPPED, self._site, ignore=shutil.ignore_patterns("wp-config.php", "languages"))
        (self._site / "wp-content" / "uploads").mkdir(exist_ok=True)
        (self._site / "wp-config.php").write_text(CONFIG.format(socket=self._socket, url=self.url))
        (self._site / "router.php").write_text(ROUTER)

    def _install(self) -> str:
        told = self._php("install.php", INSTALL.replace("{user}", USER))
        return told.partition("PASSWORD=")[2].strip()

    def _php(self, name: str, code: str) -> str:
        (self._site / name).write_text(code)
        command = ["php", "-d", "sendmail_path=/bin/true", str(self._site / name)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=self._log, text=True).stdout

    def _serve(self) -> None:
        address = self.url.removeprefix("http://")
        command = ["php", "-d", "sendmail_path=/bin/true", "-S", address, "-t", str(self._site)]
        self._start(*command, str(self._site / "router.php"), PHP_CLI_SERVER_WORKERS="4")
        self._wait(self._answers)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/wp-json/", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            raise
        except OSError:
            return False

    def _wait(self, ready: Callable[[], bool]) -> None:
        ends_at = time.monotonic() + START_TIMEOUT_S
        while not ready():
            if time.monotonic() > ends_at or self._running[-1].poll() is not None:
                raise RuntimeError((self._folder / "log").read_text()[-2000:])
            time.sleep(0.1)

    def role(self, role: str) -> None:
        """Give the user another role."""
        self._php("role.php", ROLE.replace("{user}", USER).replace("{role}", role))

    def stop(self) -> None:
        """PHP's server has workers, which end with their group alone."""
        for process in reversed(self._running):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=START_TIMEOUT_S)
        self._running.clear()
        self._log.close()
