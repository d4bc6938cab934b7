import asyncio

from apis.pace import Pace


async def test_calls_to_one_host_begin_no_faster_than_the_rate() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 3))

    pace = Pace(at_once=8, rate=4, clock=lambda: 100.0, sleep=sleep)
    for host in ("a", "a", "a", "b"):
        async with pace.turn(host):
            pass
    assert waits == [0.25, 0.5]


async def test_no_more_than_so_many_calls_to_one_host_run_at_the_same_time() -> None:
    pace, running, most = Pace(at_once=2, rate=1e6), 0, 0

    async def call() -> None:
        nonlocal running, most
        async with pace.turn("a"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(call() for _ in range(10)))
    assert most == 2
