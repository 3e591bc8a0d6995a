"""Runs the commands of the steps in the small project, and looks for what Expect promises.

PostgreSQL, Redis, a Celery worker and gunicorn behind TLS are real and stop with the run. Commands
for a cluster, for containers and for systemd are not run here; they are counted and named.
"""

import json
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checks.promise import expect, expect_in
from checks.web import SIGNED_IN

NOT_RUN = ("kubectl", "docker", "RELEASE=", "systemctl", "sudo", "journalctl")
FENCE = re.compile(r"^  ```(sh|sql|python)\n(.*?)^  ```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    runbook: str
    action: str
    language: str
    command: str


def read(folder):
    """Every step's command below a folder of runbooks."""
    for path in sorted(folder.glob("*.md")):
        walked, _, _ = path.read_text().partition("\n## Reference\n")
        for item in walked.split("\n- [ ] ")[1:]:
            action = item.partition("\n")[0]
            for language, command in FENCE.findall(item.partition("\n#")[0]):
                yield Step(path.stem, action, language, textwrap.dedent(command).strip())


class Walk:
    """The steps of all runbooks, and which commands have been run."""

    def __init__(self, folder):
        self.steps = list(read(folder))
        self.seen = set()

    def run(self, shop, runbook, action, *words, fails=False, **values):
        """Runs a step's command as a person would paste it; its output must have the words."""
        here = [s for s in self.steps if s.runbook == runbook and not s.command.startswith(NOT_RUN)]
        found = [step for step in here if step.action.startswith(action)]
        expect(len(found) == 1, f"{len(found)} steps of {runbook} begin with {action!r}.")
        step = found[0]
        known = {"service.database": shop.name, "service.worker_app": "shop", "service.queue": "payments"}
        known |= {f"ask: {name}": value for name, value in values.items()}
        known |= {name.replace("_", ".", 1): value for name, value in values.items()}
        command = re.sub(r"\{\{([^}]+)\}\}", lambda open_: str(known[open_[1]]), step.command)
        more = {"PGHOST": str(shop.socket), "PGUSER": "postgres"}
        more["PATH"] = f"{Path(sys.executable).parent}:{shop.environment['PATH']}"
        if step.language == "python":
            shown = shop.manage("shell", "-v0", "-c", command)
        elif step.language == "sql":
            shown = shop.run("psql", "-X", shop.name, "-c", command, **more)
        else:
            shown = shop.run("bash", "-c", command, fails=fails, **more)
        for word in words:
            expect_in(word, shown)
        self.seen.add(step.command)
        return shown

    def run_pattern(self, shop, runbook, log, *words):
        """Runs what a step does with a log, on a log that is at hand."""
        for step in self.steps:
            if step.runbook == runbook and step.command.startswith(NOT_RUN) and " | grep " in step.command:
                _, _, pattern = step.command.partition(" | ")
                shown = shop.run("bash", "-c", f"cat {log} | {pattern}")
                for word in words:
                    expect_in(word, shown)

    def left(self):
        """Steps that nothing has run: those that cannot be run here, and those forgotten."""
        rest = [step for step in self.steps if step.command not in self.seen]
        alien = [step for step in rest if step.command.startswith(NOT_RUN)]
        return alien, [step for step in rest if step not in alien]


NOTE = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "{before}")]
    operations = [migrations.{operation}("order", "note", models.CharField(max_length=9{null}))]
"""


def releases(shop):
    """Three more migrations: a nullable column, made required, made nullable again."""
    for name, before, operation, null in (
        ("0003_note", "0002_drop_coupon", "AddField", ", null=True"),
        ("0004_require_note", "0003_note", "AlterField", ""),
        ("0005_relax_note", "0004_require_note", "AlterField", ", null=True"),
    ):
        text = NOTE.format(before=before, operation=operation, null=null)
        shop.write(f"orders/migrations/{name}.py", text)


def migrations(walk, shop):
    releases(shop)
    here = {"app_label": "orders", "bad_migration": "0004_require_note"}
    here |= {"last_good_migration": "0003_note", "new_migration": "0005_relax_note"}
    rules = "constraint-violations"
    shop.manage("migrate", "orders", "0004", "-v0")
    walk.run(shop, rules, "Name the last migrations", "0004_require_note", "0003_note")
    walk.run(shop, rules, "Check the schema change backwards", "DROP NOT NULL", **here)
    walk.run(shop, rules, "Take the migration back", "Unapplying orders.0004_require_note... OK", **here)
    shop.manage("migrate", "orders", "0004", "-v0")
    walk.run(shop, rules, "Read the SQL of the migration that relaxes", "DROP NOT NULL", **here)
    walk.run(shop, rules, "Apply the migration", "Applying orders.0005_relax_note... OK", **here)

    lock = "migration-waits-on-lock"
    here |= {"bad_migration": "0003_note", "last_good_migration": "0002_drop_coupon"}
    shop.manage("migrate", "orders", "0002", "-v0")
    walk.run(shop, lock, "Read the SQL of the migration", "ADD COLUMN", " NULL", **here)
    with shop.held():
        walk.run(shop, lock, "Apply the migration", "lock timeout", fails=True, **here)
    walk.run(shop, lock, "Check what of the migration", "[ ] 0003_note", **here)
    walk.run(shop, lock, "Apply the migration", "Applying orders.0003_note... OK", **here)

    dropped = "migration-dropped-column"
    walk.run(shop, dropped, "Name the migration and the time it ran", "0003_note")
    here |= {"bad_migration": "0002_drop_coupon", "last_good_migration": "0001_initial"}
    walk.run(shop, dropped, "Check the schema change backwards", "ADD COLUMN", "NOT NULL", **here)
    walk.run(shop, dropped, "Take the migration back", "Unapplying orders.0002_drop_coupon... OK", **here)
    here["new_migration"] = "0003_note"
    walk.run(shop, dropped, "Write a migration that re-adds", "ADD COLUMN", " NULL", **here)
    walk.run(shop, dropped, "Apply the migration", "Applying orders.0003_note... OK", **here)


def lock_queue(walk, shop):
    releases(shop)
    lock = "migration-waits-on-lock"

    def pid(query):
        [(found,)] = shop.sql(f"SELECT pid FROM pg_stat_activity WHERE query {query} AND pid <> pg_backend_pid()")
        return found

    with shop.connect() as holder:
        holder.execute("BEGIN")
        holder.execute("SELECT count(*) FROM orders_order")
        migrate = [sys.executable, "manage.py", "migrate", "orders", "0003"]
        waiting = subprocess.Popen(
            migrate, cwd=shop.folder, env=shop.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        until(lambda: shop.sql("SELECT 1 FROM pg_locks WHERE NOT granted"), "the migration waits")
        request = subprocess.Popen(
            ["psql", "-h", str(shop.socket), "-U", "postgres", "-c", "SELECT max(total) FROM orders_order", shop.name],
            stdout=subprocess.DEVNULL,
        )
        until(lambda: len(shop.sql("SELECT 1 FROM pg_locks WHERE NOT granted")) == 2, "a request waits behind it")
        walk.run(shop, lock, "Count waiting sessions twice", "waiting | sessions | most", "      2 |")
        chain = walk.run(shop, lock, "Name the migration that waits", "idle in transaction")
        expect(chain.index("idle in") < chain.index("ALTER TABLE") < chain.index("SELECT max"), chain)
        walk.run(shop, lock, "Save the sessions", "COPY ")
        walk.run(shop, lock, "List the transactions open", "(0 rows)")
        blocker, migration = pid("LIKE 'SELECT count%'"), pid("LIKE 'ALTER TABLE%'")
        walk.run(shop, lock, "Cancel the migration", "\n t\n", migration_pid=migration)
        shown, _ = waiting.communicate(timeout=20)
        expect_in("canceling statement due to user request", shown)
        expect(waiting.returncode == 1, "The cancelled migrate ended without an error.")
        expect(request.wait(timeout=20) == 0, "The request was not answered after the cancel.")
        walk.run(shop, lock, "Count waiting sessions after", "      0 |")
        shop.sql(f"SELECT pg_cancel_backend({blocker})")
        expect(pid("LIKE 'SELECT count%'") == blocker, "A cancel ended an idle transaction.")
        walk.run(shop, lock, "Terminate the holder", "\n t\n", blocker_pid=blocker)
        holder.close()
    index = "CREATE INDEX CONCURRENTLY cut_off ON orders_order (total)"
    shop.orders(1)
    with shop.connect() as writer, writer.transaction():
        writer.execute("UPDATE orders_order SET total = 1")
        try:
            shop.sql("SET lock_timeout = '1s'", index)
        except Exception as error:
            expect_in("lock timeout", str(error))
    walk.run(shop, lock, "List invalid indexes", "cut_off")


def pages(walk, shop):
    login = "login-csrf-session-broken"
    walk.run(shop, login, "Compare the settings", "security.W012", "security.W016")
    shop.write("session", shop.python(SIGNED_IN))
    walk.run(shop, login, "End the sessions", "DELETE 1")
    expect_in("signed in: False", shop.python(SIGNED_IN))
    walk.run(shop, login, "Check schema and password hashes", "pbkdf2_sha256 |     1")
    with served(shop) as host:
        where = {"service_host": host, "login_path": "/accounts/login/", "form_path": "/"}
        walk.run(shop, login, "Read what the login page answers", "200", "csrftoken=", "SameSite=Lax", **where)
        walk.run(shop, login, "Send one form of your own", "403", **where)
    shop.write("evidence-web.log", "Forbidden (CSRF cookie not set.): /\nSession data corrupted\n")
    shutil.copy(shop.folder / "evidence-web.log", shop.folder / "evidence.log")
    for where in ("in the saved file", "in the saved log"):
        walk.run(shop, login, f"Count the refusals by their reason {where}", "Forbidden (CSRF cookie not set.)")


def refused_writes(walk, shop):
    shop.orders(1)
    shop.write(
        "web.log",
        shop.python("""
import traceback
from orders.models import Order
for values in ({"number": "DE1", "total": 1}, {"number": "DE2", "total": None}):
    try:
        Order.objects.create(customer_id=1, **values)
    except Exception:
        print(traceback.format_exc())
"""),
    )
    walk.run_pattern(
        shop,
        "constraint-violations",
        "web.log",
        '1 IntegrityError: duplicate key value violates unique constraint "orders_order_number_key"',
        '1 IntegrityError: null value in column "total" of relation "orders_order" violates not-null constraint',
    )


def sessions(walk, shop):
    slow = "slow-requests-after-release"
    walk.run(shop, slow, "Read what the sessions", "active")
    shop.sql("CREATE EXTENSION pg_stat_statements")
    shop.orders(50)
    shop.python("from orders.models import Order\nfor order in Order.objects.all(): order.customer.name")
    walk.run(shop, slow, "Save the statements")
    saved = (shop.folder / "evidence-statements.txt").read_text()
    [once_a_row] = [line for line in saved.splitlines() if 'FROM "orders_customer"' in line]
    expect_in("    50 |", once_a_row)


def tags(walk, shop):
    def git(*arguments):
        shop.run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    git("tag", "v1")
    releases(shop)
    shop.write("orders/tasks.py", "")
    git("add", ".")
    git("commit", "-qm", "two")
    git("tag", "v2")
    for step in list(walk.steps):
        if step.command.startswith("git diff"):
            walk.run(
                shop, step.runbook, step.action, "orders/migrations/0003_note.py", release_good="v1", release_bad="v2"
            )
    shop.write("v1", "")
    (shop.folder / "releases" / "v1").mkdir(parents=True)
    link = {"releases_folder": shop.folder / "releases", "release_good": "v1"}
    walk.run(shop, "migration-dropped-column", "Point the current link", "releases/v1", **link)


def tasks(walk, shop):
    queue, other = "queue-grows-or-tasks-run-twice", "celery-on-another-release"
    shop.orders(1)
    shop.write(
        "orders/tasks.py",
        textwrap.dedent("""
            import time
            from celery import shared_task


            @shared_task
            def wait(seconds):
                time.sleep(seconds)


            @shared_task
            def fail(order_id):
                raise ValueError(order_id)
        """),
    )
    send = "from celery import current_app as app\nfor name, args in {}: app.send_task('orders.tasks.' + name, args=args, queue='payments')"
    with broker(shop), worker(shop):
        shop.manage("shell", "-v0", "-c", send.format("[('fail', [7])] + [('wait', [20])] + [('wait', [0])] * 9"))
        until(lambda: shop.sql("SELECT 1 FROM django_celery_results_taskresult"), "the failed task is written down")
        walk.run(shop, queue, "Count held and waiting tasks", "held ", "waiting ")
        walk.run(shop, queue, "Save ids and arguments that workers hold")
        for name in ("active", "reserved"):
            [held] = json.loads((shop.folder / f"{name}-tasks.json").read_text()).values()
            expect({task["name"] for task in held} == {"orders.tasks.wait"}, f"{name}: {held}")
        walk.run(shop, queue, "Save failed task ids", "COPY 1")
        expect_in("orders.tasks.fail", (shop.folder / "failed-tasks.csv").read_text())
        walk.run(shop, queue, "Pause {{service.queue}}", "no longer consuming from payments")
        done = "SELECT 1 FROM django_celery_results_taskresult WHERE status = 'SUCCESS'"
        until(lambda: len(shop.sql(done)) >= len(held) + 1, "the fetched tasks have run")
        walk.run(shop, other, "Wait until the newer tasks", "- empty -")
        shown = walk.run(shop, queue, "Count what the workers still hold", "OK")
        expect("'name': 'payments'" not in shown, f"The queue is still consumed:\n{shown}")
        walk.run(shop, other, "Compare the tasks", "orders.tasks.fail", "orders.tasks.wait")
        limit = {"tasks_module": "orders.tasks", "task_name": "wait"}
        walk.run(shop, queue, "Throttle the task", "new rate limit set successfully", **limit)
        walk.run(shop, queue, "Resume {{service.queue}}", "add consumer payments")
        walk.run(shop, queue, "Run one saved task", "SUCCESS", argument="0", **limit)
        pause_of_others(walk, shop)
        unknown = "[('newer', [7]), ('fail', [7, 8])]"
        shop.manage("shell", "-v0", "-c", send.format(unknown))
        log = shop.folder / "server.log"
        until(lambda: "positional argument" in log.read_text(), "both tasks were refused")
        walk.run_pattern(
            shop, other, log, "unregistered task of type 'orders.tasks.newer'", "fail() takes 1 positional argument"
        )


def pause_of_others(walk, shop):
    """The same acts where an older runbook writes them with another command."""
    dropped = "migration-dropped-column"
    walk.run(shop, dropped, "Pause {{service.queue}} on the worker host", "no longer consuming from payments")
    walk.run(shop, dropped, "Read which queues and tasks the worker host", "OK")
    walk.run(shop, dropped, "Resume {{service.queue}} on the worker host", "add consumer payments")
    walk.run(shop, dropped, "Save failed task ids", "COPY 1")
    walk.run(
        shop, dropped, "Run one saved task", "SUCCESS", tasks_module="orders.tasks", task_name="wait", argument="0"
    )


ALL = [migrations, lock_queue, pages, refused_writes, sessions, tags, tasks]


def until(holds, what, seconds=60):
    ends = time.monotonic() + seconds
    while not holds():
        expect(time.monotonic() < ends, f"After {seconds} seconds it is not so that {what}.")
        time.sleep(0.2)


@contextmanager
def running(shop, *command, ready, **environment):
    """A server of the project, from its first answer to the end of the block."""
    with open(shop.folder / "server.log", "w") as log:
        process = subprocess.Popen(
            command, cwd=shop.folder, env={**shop.environment, **environment}, stdout=log, stderr=log
        )
    try:
        until(lambda: process.poll() is not None or ready(), f"{command[0]} is ready")
        expect(process.poll() is None, (shop.folder / "server.log").read_text())
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@contextmanager
def broker(shop):
    """Redis, reached by a socket in the project's folder."""
    socket = shop.folder / "redis.sock"
    shop.environment["SHOP_BROKER"] = f"redis+socket://{socket}"
    with running(shop, "redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", ready=socket.exists):
        yield


@contextmanager
def worker(shop):
    def answers():
        log = (shop.folder / "server.log").read_text()
        return " ready." in log

    celery = [sys.executable, "-m", "celery", "-A", "shop", "worker", "-c", "1", "-l", "INFO", "-Q", "payments"]
    with running(shop, *celery, ready=answers):
        yield


@contextmanager
def served(shop):
    """Gunicorn behind TLS, with a certificate of its own; gives host and port."""
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    shop.run(*request, "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem")
    shop.environment["CURL_CA_BUNDLE"] = str(shop.folder / "cert.pem")
    shop.write("serve.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n")
    log = shop.folder / "server.log"
    gunicorn = [sys.executable, "-m", "gunicorn", "-b", "127.0.0.1:0", "--certfile", "cert.pem", "--keyfile", "key.pem"]
    listening = re.compile(r"Listening at: https://127\.0\.0\.1:(\d+)")
    with running(shop, *gunicorn, "serve", ready=lambda: listening.search(log.read_text())):
        yield f"localhost:{listening.search(log.read_text())[1]}"
