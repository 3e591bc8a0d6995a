"""Snippets of Celery tasks, and of what replays and reconciles them."""

import csv

from .promise import check, expect, expect_in

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
        exec(code, names)
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
