from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=80)


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT)
    country = models.CharField(max_length=2, default="DE")
    total = models.IntegerField()
    placed_at = models.DateTimeField(auto_now_add=True)


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.CharField(max_length=40)


class Charge(models.Model):
    """A payment asked for once: the key is the same however often its task runs."""

    key = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey(Order, models.PROTECT)
    amount = models.IntegerField()
    provider_id = models.CharField(max_length=60, null=True)


class SavedCoupon(models.Model):
    """A copy of what 0002 takes away, as a backup would give it."""

    order_id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=40)
