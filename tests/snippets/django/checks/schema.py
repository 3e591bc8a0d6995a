"""Snippets that change a schema or its rows."""

import textwrap

from .promise import check, expect, expect_in, refused

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
