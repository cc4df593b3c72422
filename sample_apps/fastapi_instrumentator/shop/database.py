"""A stand-in for the database of the shop: a query waits a millisecond, and is not measured."""

import asyncio

QUERY_SECONDS = 0.001


async def query() -> None:
    await asyncio.sleep(QUERY_SECONDS)
