"""Stands in for the shop's database: a query is a wait of a millisecond, and nothing measures it."""

import asyncio

QUERY_SECONDS = 0.001


async def query() -> None:
    await asyncio.sleep(QUERY_SECONDS)
