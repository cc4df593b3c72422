"""Stands in for the shop's database: a query is a wait of a millisecond. Timing it is the caller's business."""

import asyncio

QUERY_SECONDS = 0.001


async def query() -> None:
    await asyncio.sleep(QUERY_SECONDS)
