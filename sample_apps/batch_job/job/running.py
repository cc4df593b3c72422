"""Runs the job: one run after the other, never two at a time, each reported before the next begins."""

import asyncio
import time
from typing import Any

from job.order import Order
from job.report import Failure, Outcome, Success, push
from job.runs import Runs

WORK_SECONDS = 0.05


class Runner:
    def __init__(self, order: Order, runs: Runs) -> None:
        self._order = order
        self._runs = runs
        self._one_at_a_time = asyncio.Lock()

    async def run_once(self) -> dict[str, Any]:
        async with self._one_at_a_time:
            succeeds = self._runs.succeeds
            began = time.perf_counter()
            await asyncio.sleep(WORK_SECONDS)
            took = time.perf_counter() - began
            outcome: Outcome = Success(time.time(), took, self._order.records) if succeeds else Failure(time.time())
            pushed = await asyncio.to_thread(push, outcome, self._order)
            self._runs.add(succeeded=succeeds, pushed=pushed)
            return {"succeeded": succeeds, "pushed": pushed}

    async def keep_running(self) -> None:
        while self._order.every:
            await self.run_once()
            await asyncio.sleep(self._order.every)
