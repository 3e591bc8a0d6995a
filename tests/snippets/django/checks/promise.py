"""How a check is kept under the place of its snippet, and how it says what is wrong."""

import psycopg

from workshop import Broken

ALL = {}


def check(runbook, heading):
    """Marks what is called with a shop and the fences below that heading."""

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
