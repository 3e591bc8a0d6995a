"""What each snippet promises, one check for each heading with Python or SQL in it."""

import csv
import textwrap

import psycopg

from workshop import Broken

ALL = {}


def check(runbook, heading):
    def kept(function):
        ALL[runbook, heading] = function
        return function

    return kept


def expect(holds, otherwise):
    if not holds:
        raise Broken(otherwise)


def expect_in(words, text):
    expect(words in text, f"Missing: {words!r} in:\n{text}")


def refused(shop, statement, words):
    """The statement fails, for the reason given."""
    try:
        shop.sql(statement)
    except psycopg.Error as error:
        expect_in(words, str(error))
    else:
        raise Broken(f"Accepted: {statement}")


INSERT = "INSERT INTO orders_order (number, customer_id, country, total, placed_at{}) VALUES ('X', 1, 'DE', 1, now(){})"
CURRENCY = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_drop_coupon")]
    operations = [
        migrations.AddField("order", "currency", models.CharField(max_length=3, null=True, db_default="EUR"))
    ]
"""
NOTHING = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "{}")]
"""


# Constraint violations


@check("constraint-violations", "Expand: nullable, with a default in the database")
def expand(shop, code):
    shop.orders(1)
    shop.write("orders/migrations/0003_currency.py", code)
    shop.manage("migrate", "orders")
    shop.sql(INSERT.format("", ""))
    expect(shop.sql("SELECT DISTINCT currency FROM orders_order") == [("EUR",)], "No default in the database.")
    shop.sql(INSERT.replace("'X'", "'Y'").format(", currency", ", NULL"))
    expect_in("0003_currency... OK", shop.manage("migrate", "orders", "0002"))


@check("constraint-violations", "Rows that break the rule")
def rows_that_break(shop, code):
    shop.write("orders/migrations/0003_currency.py", CURRENCY)
    shop.manage("migrate", "orders", "-v0")
    shop.orders(3)
    shop.sql(
        "ALTER TABLE orders_order DROP CONSTRAINT orders_order_number_key",
        "UPDATE orders_order SET number = 'same' WHERE number IN ('DE1', 'DE2')",
        "UPDATE orders_order SET currency = NULL WHERE number = 'DE3'",
    )
    first, second = code.strip().split(";\n")
    expect(shop.sql(first) == [(1, 3)], "The empty ones are counted wrongly.")
    expect(shop.sql(second) == [("same", 2)], "The doubled ones are counted wrongly.")


@check("constraint-violations", "Filling what is missing: in batches, safe to run again")
def fill_currency(shop, code):
    shop.write("orders/migrations/0003_currency.py", CURRENCY)
    shop.write("orders/migrations/0004_fill_currency.py", code)
    shop.manage("migrate", "orders", "0003", "-v0")
    shop.orders(2500)
    shop.orders(5, country="XX")
    shop.sql("UPDATE orders_order SET currency = NULL")
    empty = "SELECT country, count(*) FROM orders_order WHERE currency IS NULL GROUP BY 1"
    for _ in range(2):
        shop.manage("migrate", "orders", "0004", "-v0")
        expect(shop.sql(empty) == [("XX", 5)], "Rows are left, or an unknown country was guessed.")
        shop.manage("migrate", "orders", "0003", "-v0")
        expect(shop.sql(empty) == [("XX", 5)], "Going back took the values.")


def with_currency(shop):
    shop.write("orders/migrations/0003_currency.py", CURRENCY)
    shop.write("orders/migrations/0004_fill_currency.py", NOTHING.format("0003_currency"))
    shop.manage("migrate", "orders", "-v0")
    shop.orders(2)
    shop.sql("UPDATE orders_order SET currency = NULL WHERE number = 'DE1'")


@check("constraint-violations", "Contract, first release: the rule for new rows")
def rule_for_new_rows(shop, code):
    with_currency(shop)
    shop.write("orders/migrations/0005_currency_for_new_rows.py", code)
    with shop.held():
        expect_in("lock timeout", shop.manage("migrate", "orders", fails=True))
    shop.manage("migrate", "orders", "-v0")
    refused(shop, INSERT.format(", currency", ", NULL"), "order_has_currency")
    shop.sql("UPDATE orders_order SET total = 2 WHERE number = 'DE2'")
    valid = "SELECT convalidated FROM pg_constraint WHERE conname = 'order_has_currency'"
    expect(shop.sql(valid) == [(False,)], "The old rows were scanned.")


@check("constraint-violations", "Contract, next release: the rule for all rows")
def rule_for_all_rows(shop, code):
    with_currency(shop)
    shop.write("orders/migrations/0005_currency_for_new_rows.py", NOTHING.format("0004_fill_currency"))
    shop.sql(
        "ALTER TABLE orders_order ADD CONSTRAINT order_has_currency CHECK (currency IS NOT NULL) NOT VALID"
    )
    shop.write("orders/migrations/0006_currency_for_all.py", code)
    expect_in("is violated by some row", shop.manage("migrate", "orders", fails=True))
    shop.sql("UPDATE orders_order SET currency = 'EUR'")
    with shop.held():  # a reader does not stop it, nor it a reader
        shop.manage("migrate", "orders", "-v0")
    valid = "SELECT convalidated FROM pg_constraint WHERE conname = 'order_has_currency'"
    expect(shop.sql(valid) == [(True,)], "It is not validated.")


@check("constraint-violations", "A serializer that bears an older client")
def input_serializer(shop, code):
    seen = shop.python(
        code
        + textwrap.dedent("""
            def read(**data):
                serializer = OrderInput(data=data)
                return dict(serializer.validated_data) if serializer.is_valid() else sorted(serializer.errors)

            assert read(number="A", total=5)["currency"] == "EUR"
            assert read(number="A", total=5, currency=None)["currency"] == "EUR"
            assert read(number="A", total=5, currency="CHF")["currency"] == "CHF"
            assert read(number="A") == ["total"], read(number="A")
            assert read(number="A", total=0) == ["total"]
            print("held")
        """)
    )
    expect_in("held", seen)


# A migration waits on a lock


@check("migration-waits-on-lock", "A limit inside the migration")
def limit_inside(shop, code):
    shop.write("orders/migrations/0003_note.py", code)
    with shop.held():
        expect_in("lock timeout", shop.manage("migrate", "orders", fails=True))
    column = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'note'"
    expect(shop.sql(column) == [(0,)], "A part of the migration stayed.")
    shop.manage("migrate", "orders", "-v0")
    expect(shop.sql(column) == [(1,)], "The column is missing.")
    shop.manage("migrate", "orders", "0002", "-v0")


@check("migration-waits-on-lock", "Trying again, instead of waiting")
def trying_again(shop, code):
    shop.write("orders/migrations/0003_note.py", CURRENCY)
    shop.write("trying.py", code)
    once = "from trying import migrate\nmigrate('orders', '0003', tries=1)"
    with shop.held():
        expect_in("lock timeout", shop.python(once, fails=True))
    later = textwrap.dedent("""
        import threading, time
        import psycopg
        from django.db import connection
        from trying import migrate

        blocker = psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor})
        blocker.execute("SELECT count(*) FROM orders_order")
        threading.Timer(3, blocker.commit).start()
        migrate("orders", "0003", tries=4, pause=1)
        print("applied")
    """)
    expect_in("applied", shop.python(later))


@check("migration-waits-on-lock", "An index without a long lock")
def index(shop, code):
    shop.orders(10)
    shop.write("orders/migrations/0003_placed_at.py", code)
    shop.manage("migrate", "orders", "-v0")
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'order_placed_at'::regclass"
    expect(shop.sql(valid) == [(True,)], "The index is not valid.")
    shop.manage("migrate", "orders", "0002", "-v0")
    shop.write("orders/migrations/0003_placed_at.py", code.replace("atomic = False", ""))
    expect_in("cannot be executed", shop.manage("migrate", "orders", fails=True))


@check("migration-waits-on-lock", "Limits per role, set before the next incident")
def limits(shop, code):
    shop.sql(*code.strip().split("\n"))
    try:
        shown = [shop.sql("SHOW lock_timeout"), shop.sql("SHOW idle_in_transaction_session_timeout")]
        expect(shown == [[("10s",)], [("1min",)]], f"A new session has {shown}.")
    finally:
        shop.sql("ALTER ROLE CURRENT_USER RESET ALL")


@check("migration-waits-on-lock", "How far an index build is")
def progress(shop, code):
    expect(shop.sql(code) == [], "An index is being built where none is.")


# Login


def behind_proxy(shop, code):
    shop.write("shop/settings_proxy.py", "from shop.settings import *\n" + code)


PROXY = {"DJANGO_SETTINGS_MODULE": "shop.settings_proxy", "SHOP_SECRET_KEY": "k" * 25 + "0123456789" * 3}
SIGNED_IN = """
from django.contrib.auth.models import User
from django.test import Client

if not User.objects.exists():
    User.objects.create_user("ada", password="correct horse")
    browser = Client()
    browser.login(username="ada", password="correct horse")
    print(browser.cookies["sessionid"].value)
else:
    browser = Client()
    browser.cookies["sessionid"] = open("session").read().strip()
    print(browser.get("/", HTTP_HOST="shop.example", HTTP_X_FORWARDED_PROTO="https").content.decode())
"""


@check("login-csrf-session-broken", "Settings behind a TLS proxy")
def proxy_settings(shop, code):
    behind_proxy(shop, code)
    shop.write("session", shop.python(SIGNED_IN, **PROXY))
    expect_in("signed in: True", shop.python(SIGNED_IN, **PROXY))
    turned = {**PROXY, "SHOP_SECRET_KEY": "another" * 10}
    expect_in("signed in: False", shop.python(SIGNED_IN, **turned))
    turned["SHOP_SECRET_KEY_FALLBACKS"] = PROXY["SHOP_SECRET_KEY"]
    expect_in("signed in: True", shop.python(SIGNED_IN, **turned))
    warned = shop.manage("check", "--deploy", **PROXY)
    for weakness in ("W003", "W008", "W012", "W016"):
        expect(f"security.{weakness}" not in warned, warned)


SETTINGS_OF_THE_TEST = """
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
"""


@check("login-csrf-session-broken", "The login test that the pipeline lacked")
def login_test(shop, code):
    behind_proxy(shop, SETTINGS_OF_THE_TEST)
    expect_in("Ran 3 tests", shop.test(code, **PROXY))
    for fault in (
        "SECURE_PROXY_SSL_HEADER = None",
        "SESSION_COOKIE_SECURE = False",
        "MIDDLEWARE = [name for name in MIDDLEWARE if 'Csrf' not in name]",
        "CSRF_TRUSTED_ORIGINS = ['https://*.example']",
    ):
        behind_proxy(shop, SETTINGS_OF_THE_TEST + fault)
        expect_in("FAILED", shop.test(code, fails=True, **PROXY))


# Celery


@check("celery-on-another-release", "A task that two releases can call")
def bearing_task(shop, code):
    shop.orders(1)
    shop.write("orders/tasks.py", code)
    seen = shop.python("""
import logging
from celery import current_app
logging.basicConfig()
current_app.loader.import_default_modules()
for name in ("orders.tasks.confirm", "orders.tasks.send_confirmation"):
    print(current_app.tasks[name].apply(args=[1]).get())
print(current_app.tasks["orders.tasks.confirm"].apply(args=[1, "de"], kwargs={"channel": "sms"}).get())
""")
    expect(seen.count("DE1 confirmed in en") == 2, seen)
    expect_in("DE1 confirmed in de", seen)
    expect_in("arguments of a later release: ['channel']", seen)


CONFIRM = """
from celery import shared_task


@shared_task(name="orders.tasks.confirm")
def confirm(order_id, {argument}="en", **later):
    pass


@shared_task(name="orders.tasks.{old}")
def send_confirmation(*args, **kwargs):
    pass
"""


@check("celery-on-another-release", "The test that holds both releases together")
def contract(shop, code):
    shop.write("orders/tasks.py", CONFIRM.format(argument="language", old="send_confirmation"))
    expect_in("OK", shop.test(code))
    shop.write("orders/tasks.py", CONFIRM.format(argument="language", old="renamed"))
    expect_in("NotRegistered", shop.test(code, fails=True))
    strict = CONFIRM.format(argument="speech", old="send_confirmation").replace(", **later", "")
    shop.write("orders/tasks.py", strict)
    expect_in("unexpected keyword argument", shop.test(code, fails=True))


# A worker in a thread of its own, on a broker in memory; its log goes to the standard output.
WORKER = """
import io, logging, sys
from celery.contrib.testing.worker import start_worker
from shop.celery import app

logging.basicConfig(stream=sys.stdout, level=logging.ERROR, format="%(asctime)s %(message)s")
with start_worker(app, perform_ping_check=False, pool="solo", loglevel="ERROR"):
    {}
"""


@check("celery-on-another-release", "Discarded tasks, out of the worker log")
def discarded(shop, code):
    send = """
    sent = [
        app.send_task("orders.tasks.newer", args=[17, "it's"], kwargs={"currency": "EUR"}),
        app.send_task("orders.tasks.newer", args=["long" * 400]),
    ]
    for result in sent:
        try:
            result.get(timeout=20, propagate=False)
        except Exception as error:
            print(error)
    print("sent", *[result.id for result in sent])
"""
    log = shop.python(WORKER.format(send.strip()))
    ids = log.partition("sent ")[2].split()
    prefixed = [f"2026-11-25T08:00:00.000000000Z {line}" for line in log.splitlines()]
    for lines in (log.splitlines(), prefixed):
        names = {}
        exec(code, names)  # noqa: S102, the snippet is ours
        found = list(names["discarded"](lines))
        expect(
            found
            == [
                (ids[0], "orders.tasks.newer", [17, "it's"], {"currency": "EUR"}),
                (ids[1], "orders.tasks.newer", None, None),
            ],
            f"{found} from:\n{log}",
        )


FAILED_TASKS = """COPY (SELECT task_id, task_name, task_args, task_kwargs, date_done
    FROM django_celery_results_taskresult WHERE status = 'FAILURE' ORDER BY date_done)
    TO STDOUT WITH CSV HEADER"""


def failed_tasks(shop):
    """Lets three tasks fail under a real worker, and saves them as the runbooks do."""
    fail = """
    for order in (1, 2, 3):
        app.send_task("orders.tasks.total_of", args=[order]).get(timeout=20, propagate=False)
"""
    shop.python(WORKER.format(fail.strip()))
    with shop.connect() as connection, connection.cursor().copy(FAILED_TASKS) as rows:
        shop.write("failed-tasks.csv", "".join(bytes(row).decode() for row in rows))
    with open(shop.folder / "failed-tasks.csv", newline="") as file:
        expect(len(list(csv.DictReader(file))) == 3, "The failed tasks were not saved.")


def replays(shop, code, calls):
    failed_tasks(shop)
    shop.write("replaying.py", code)
    seen = shop.python(f"""
from celery import current_app as app
from replaying import replay
allowed = {{"orders.tasks.total_of"}}
print([replay(set()), {calls}])
with app.connection_for_read() as connection:
    channel = connection.default_channel
    print("waiting", channel.queue_declare("celery", passive=True).message_count)
    print(channel.basic_get("celery").payload[0])
""")
    expect_in("waiting 3", seen)
    expect_in("[1]", seen)
    return seen


@check("celery-on-another-release", "Replay that can stop half-way")
def replay_discarded(shop, code):
    seen = replays(shop, code, "replay(allowed, most=2), replay(allowed, most=2), replay(allowed)")
    expect_in("[0, 2, 1, 0]", seen)


@check("queue-grows-or-tasks-run-twice", "Replay that can stop half-way")
def replay_failed(shop, code):
    replay_discarded(shop, code)


@check("queue-grows-or-tasks-run-twice", "A payment task that is safe to run twice")
def payment(shop, code):
    shop.orders(1)
    shop.write("orders/tasks.py", code)
    seen = shop.python("""
from unittest import mock
from orders import provider
from orders.models import Charge
from orders.tasks import charge
print([charge.apply(args=[1]).get() for _ in range(2)], provider.payments)
Charge.objects.all().delete()
with mock.patch.object(provider, "charge", side_effect=provider.Busy), mock.patch.object(charge, "retry") as again:
    again.side_effect = InterruptedError
    print(charge.apply(args=[1]).state, "asked again", again.call_count)
""")
    expect_in("['payment-1', 'payment-1'] {'order-1': 100}", seen)
    expect_in("asked again 1", seen)


@check("queue-grows-or-tasks-run-twice", "Its test")
def payment_test(shop, code):
    keyed = """
from celery import shared_task
from orders import provider
from orders.models import Charge, Order


@shared_task
def charge(order_id):
    order = Order.objects.get(pk=order_id)
    claim, _ = Charge.objects.get_or_create(key=f"order-{order_id}", defaults={"order": order, "amount": order.total})
    if not claim.provider_id:
        paid = provider.charge(claim.amount, KEY)
        Charge.objects.filter(pk=claim.pk).update(provider_id=paid)
"""
    shop.write("orders/tasks.py", keyed.replace("KEY", "claim.key"))
    expect_in("Ran 2 tests", shop.test(code))
    shop.write("orders/tasks.py", keyed.replace("KEY", "str(len(provider.payments))"))
    expect_in("FAILED", shop.test(code, fails=True))


@check("queue-grows-or-tasks-run-twice", "Our records against the provider's list")
def reconciled(shop, code):
    shop.orders(1)
    shop.sql(
        """INSERT INTO orders_charge (key, order_id, amount, provider_id) VALUES
           ('both', 1, 100, 'p1'), ('ours', 1, 100, 'p2'), ('asked', 1, 100, NULL),
           ('other', 1, 100, 'p3'), ('twice', 1, 100, 'p4')"""
    )
    shop.write("list.csv", "reference,amount\nboth,100\ntheirs,5\nother,99\ntwice,100\ntwice,100\n")
    shop.write("reconciling.py", code)
    seen = shop.python("from reconciling import reconcile\nprint(reconcile('list.csv'))")
    expect(
        seen.strip()
        == "{'only here': ['ours'], 'only there': ['theirs'], 'other amount': ['other'], 'charged twice': ['twice']}",
        seen,
    )


# Slow requests


@check("slow-requests-after-release", "One query for each row, and the mend")
def joined(shop, code):
    shop.orders(30)
    shop.sql("INSERT INTO orders_line (order_id, product) SELECT id, 'tea' FROM orders_order")
    shop.write("rows.py", code)
    seen = shop.python("""
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rows import quick_rows, slow_rows
for work in (slow_rows, quick_rows):
    with CaptureQueriesContext(connection) as queries:
        rows = work()
    print(work.__name__, len(queries), len(rows))
print(slow_rows() == quick_rows())
from orders.models import Order
with CaptureQueriesContext(connection) as queries:
    [list(order.lines.filter(product="tea")) for order in Order.objects.prefetch_related("lines")]
print("filtered again", len(queries))
""")
    expect(seen.splitlines() == ["slow_rows 61 30", "quick_rows 2 30", "True", "filtered again 32"], seen)


QUICK = """
from orders.models import Order


def quick_rows():
    return [order.customer.name for order in Order.objects{}]


"""


@check("slow-requests-after-release", "The test that a growing list fails")
def counting_test(shop, code):
    expect_in("OK", shop.test(QUICK.format(".select_related('customer')") + code))
    expect_in("FAILED", shop.test(QUICK.format(".all()") + code, fails=True))


@check("slow-requests-after-release", "A warning from the live service")
def warned(shop, code):
    shop.write("shop/counting.py", code)
    shop.write(
        "shop/urls.py",
        textwrap.dedent("""
            from django.http import HttpResponse
            from django.urls import path
            from orders.models import Order


            def ask(request, times):
                for _ in range(times):
                    Order.objects.exists()
                return HttpResponse()


            urlpatterns = [path("ask/<int:times>", ask)]
        """),
    )
    seen = shop.python("""
import logging
from django.test import Client, override_settings
logging.basicConfig(format="%(message)s")
with override_settings(MIDDLEWARE=["shop.counting.CountQueries"]):
    Client().get("/ask/40")
    Client().get("/ask/60")
    Client().get("/nowhere")
""")
    expect(seen.splitlines()[:1] == ["ask/<int:times> asked the database 60 times"], seen)


@check("slow-requests-after-release", "A limit for the statements of the web role")
def statement_limit(shop, code):
    shop.sql(code)
    try:
        expect(shop.sql("SHOW statement_timeout") == [("15s",)], "A new session has another limit.")
    finally:
        shop.sql("ALTER ROLE CURRENT_USER RESET ALL")


# A migration dropped a column


COUPON = CURRENCY.replace("currency", "coupon_code").replace('max_length=3, null=True, db_default="EUR"', "max_length=40, null=True")


@check("migration-dropped-column", "Expand: the column comes back as nullable")
def coupon_back(shop, code):
    shop.orders(1)
    shop.write("orders/migrations/0003_readd_coupon.py", code)
    shop.manage("migrate", "orders", "-v0")
    expect(shop.sql("SELECT coupon_code FROM orders_order") == [(None,)], "It is not empty.")
    shop.sql(INSERT.format("", ""))


@check("migration-dropped-column", "Filling the values: in batches, reversible, safe to run again")
def fill_coupon(shop, code):
    shop.write("orders/migrations/0003_readd_coupon.py", COUPON)
    shop.write("orders/migrations/0004_fill_coupon.py", code)
    shop.manage("migrate", "orders", "0003", "-v0")
    shop.orders(2500)
    shop.sql("INSERT INTO orders_savedcoupon SELECT id, 'C' || id FROM orders_order WHERE id % 2 = 0")
    filled = "SELECT count(*) FROM orders_order WHERE coupon_code = 'C' || id"
    for _ in range(2):
        shop.manage("migrate", "orders", "0004", "-v0")
        expect(shop.sql(filled) == [(1250,)], "Values are missing or wrong.")
        shop.manage("migrate", "orders", "0003", "-v0")


@check("migration-dropped-column", "A serializer that bears a missing field")
def output_serializer(shop, code):
    seen = shop.python(
        code
        + textwrap.dedent("""
            from types import SimpleNamespace as Row
            print(OrderSerializer(Row(id=1, total=5)).data["coupon_code"])
            print(OrderSerializer(Row(id=1, total=5, coupon_code="C")).data["coupon_code"])
            try:
                OrderSerializer(Row(id=1)).data
            except AttributeError:
                print("no amount, no answer")
        """)
    )
    expect(seen.splitlines() == ["None", "C", "no amount, no answer"], seen)


@check("migration-dropped-column", "A task behind a flag, and a replay that can stop half-way")
def flagged(shop, task, replay):
    stubs = "class flags:\n    on = False\n    is_on = staticmethod(lambda name: flags.on)\n\nsettled = []\nsettle_once = settled.append\n\n"
    shop.write("settling.py", stubs + task)
    seen = shop.python("""
from unittest import mock
import settling
with mock.patch.object(settling.settle, "retry", side_effect=InterruptedError) as later:
    try:
        settling.settle(7)
    except InterruptedError:
        print("held for", later.call_args.kwargs["countdown"])
settling.flags.on = True
settling.settle(7)
print(settling.settled)
""")
    expect(seen.splitlines() == ["held for 300", "[7]"], seen)
    expect_in("[0, 3, 0]", replays(shop, replay, "replay(allowed), replay(allowed)"))
