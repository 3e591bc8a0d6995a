"""Snippets of settings, pages and queries."""

import textwrap

from .promise import check, expect, expect_in


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
