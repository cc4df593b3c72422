"""Runs the job: one run after the other, never two at a time, each pushed before the next one starts."""

import asyncio
import time
from typing import Any

from job.push import Failure, Outcome, Success, push
from job.runs import Runs
from job.settings import Settings

WORK_SECONDS = 0.05


class Runner:
    def __init__(self, settings: Settings, runs: Runs) -> None:
        self._settings = settings
        self._runs = runs
        self._lock = asyncio.Lock()

    async def run_once(self) -> dict[str, Any]:
        async with self._lock:
            succeeds = self._runs.succeeds
            started = time.perf_counter()
            await asyncio.sleep(WORK_SECONDS)
            duration = time.perf_counter() - started
            outcome: Outcome = Failure(time.time())
            if succeeds:
                outcome = Success(time.time(), duration, self._settings.records)
            pushed = await asyncio.to_thread(push, outcome, self._settings)
            self._runs.add(succeeded=succeeds, pushed=pushed)
            return {"succeeded": succeeds, "pushed": pushed}

    async def run_periodically(self) -> None:
        while self._settings.every:
            await self.run_once()
            await asyncio.sleep(self._settings.every)
