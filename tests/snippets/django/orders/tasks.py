"""The tasks that the project ships; snippets bring their own."""

from celery import shared_task

from .models import Order


@shared_task
def total_of(order_id):
    return Order.objects.get(pk=order_id).total
