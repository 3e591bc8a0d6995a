"""A PostgreSQL of its own, and copies of the small project that snippets are tried in."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg

HERE = Path(__file__).parent


for name in [name for name in os.environ if name.startswith(("PG", "SHOP_"))]:
    del os.environ[name]  # nothing here may reach another database


class Broken(Exception):
    """A snippet or a command did not do what it promises."""


@contextmanager
def server():
    """Starts PostgreSQL in a temporary folder, reached by a socket alone; gives that folder."""
    folder = Path(tempfile.mkdtemp(prefix="snippets-"))
    folder.chmod(0o755)
    as_postgres = []
    if os.getuid() == 0:  # initdb and postgres refuse to run as root
        shutil.chown(folder, "postgres")
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    programs = debian[-1] if debian else Path(shutil.which("initdb")).parent

    def run(program, *arguments):
        command = [*as_postgres, programs / program, "-D", folder / "data", *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c shared_preload_libraries=pg_stat_statements"
    run("pg_ctl", "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield folder
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


class Shop:
    """A copy of the project with a database of its own, migrated."""

    def __init__(self, socket, name, template=None):
        self.socket, self.name = socket, name
        self.folder = socket / f"project-{name}"
        shutil.copytree(HERE, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        with psycopg.connect(host=str(socket), user="postgres", autocommit=True) as admin:
            of = f" TEMPLATE {template}" if template else ""
            admin.execute(f"CREATE DATABASE {name}{of}")
        self.environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "SHOP_DATABASE_HOST": str(socket),
            "SHOP_DATABASE": name,
            "DJANGO_SETTINGS_MODULE": "shop.settings",
        }
        if not template:
            self.manage("migrate", "-v0")

    def connect(self):
        return psycopg.connect(
            host=str(self.socket), user="postgres", dbname=self.name, autocommit=True
        )

    def sql(self, *statements):
        """Runs statements; gives the rows of the last one."""
        with self.connect() as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def orders(self, count, country="DE"):
        self.sql(
            "INSERT INTO orders_customer (name) VALUES ('Ada')",
            f"""INSERT INTO orders_order (number, customer_id, country, total, placed_at)
                SELECT '{country}' || n, (SELECT max(id) FROM orders_customer), '{country}', 100, now()
                FROM generate_series(1, {count}) AS n""",
        )

    @contextmanager
    def held(self, table="orders_order"):
        """A transaction that has read the table and stays open."""
        with self.connect() as connection, connection.transaction():
            connection.execute(f"SELECT count(*) FROM {table}")
            yield

    def write(self, path, text):
        (self.folder / path).write_text(text)

    def run(self, *command, fails=False, **environment):
        """Runs a command in the project; gives what it prints."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        if (done.returncode != 0) != fails:
            raise Broken(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def manage(self, *arguments, **more):
        return self.run(sys.executable, "manage.py", *arguments, **more)

    def python(self, code, **more):
        return self.run(sys.executable, "-c", "import django\ndjango.setup()\n" + code, **more)

    def test(self, text, **more):
        """Runs a test snippet as the project's only tests."""
        self.write("orders/tests.py", text)
        return self.manage("test", "orders", "--noinput", **more)
