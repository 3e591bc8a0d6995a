import django.db.models.deletion
from django.db import migrations, models


def key():
    return models.BigAutoField("ID", primary_key=True, auto_created=True, serialize=False)


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", key()),
                ("name", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", key()),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "customer",
                    models.ForeignKey("orders.customer", django.db.models.deletion.PROTECT),
                ),
                ("country", models.CharField(max_length=2, default="DE")),
                ("coupon_code", models.CharField(max_length=40, default="")),
                ("total", models.IntegerField()),
                ("placed_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", key()),
                (
                    "order",
                    models.ForeignKey(
                        "orders.order", django.db.models.deletion.CASCADE, related_name="lines"
                    ),
                ),
                ("product", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", key()),
                ("key", models.CharField(max_length=60, unique=True)),
                ("order", models.ForeignKey("orders.order", django.db.models.deletion.PROTECT)),
                ("amount", models.IntegerField()),
                ("provider_id", models.CharField(max_length=60, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SavedCoupon",
            fields=[
                ("order_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40)),
            ],
        ),
    ]
