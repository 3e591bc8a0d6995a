"""A payment provider that keeps its promise about idempotency keys, and remembers what it took."""


class Busy(Exception):
    """It cannot answer now; asking again later is safe."""


payments = {}


def charge(amount, idempotency_key):
    """Charges once for each key; a key that comes again gets its first answer."""
    payments.setdefault(idempotency_key, amount)
    return f"payment-{list(payments).index(idempotency_key) + 1}"
