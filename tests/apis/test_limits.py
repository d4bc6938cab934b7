import asyncio

import pytest
from virtual_time import in_virtual_time

from apis.limits import Limits, LocalLimiter, turn


async def finish_times(limiter: LocalLimiter, sizes: list[int], *, used: int | None = None) -> list[float]:
    """Ask all at once; return the seconds at which each was let through, in order."""
    times: list[float] = []

    async def one(size: int) -> None:
        async with turn(limiter, size) as held:
            times.append(asyncio.get_running_loop().time())
            held.used = used

    await asyncio.gather(*(one(size) for size in sizes))
    return times


def test_requests_of_a_minute_are_spread_and_begin_with_a_burst() -> None:
    times = in_virtual_time(finish_times(LocalLimiter(Limits(requests=60)), [0] * 70))
    assert times[9] < 0.01  # ten seconds' worth at once
    assert [round(time) for time in times[10::10]] == [1, 11, 21, 31, 41, 51]
    assert times[-1] == pytest.approx(60, abs=0.1)


def test_tokens_of_a_minute_are_spread_by_what_requests_use() -> None:
    times = in_virtual_time(finish_times(LocalLimiter(Limits(tokens=6000)), [500] * 10))
    assert times[1] < 0.01  # a thousand at once
    assert times[-1] == pytest.approx(40, abs=0.5)  # four thousand more at a hundred a second


def test_a_request_larger_than_the_burst_waits_for_all_of_its_tokens() -> None:
    times = in_virtual_time(finish_times(LocalLimiter(Limits(tokens=6000)), [3000, 100]))
    assert times[0] == pytest.approx(20, abs=0.5)
    assert times[1] > times[0]


def test_what_was_used_beyond_the_estimate_is_paid_by_the_next() -> None:
    async def asked(used: int) -> float:
        limiter = LocalLimiter(Limits(tokens=6000))
        await finish_times(limiter, [1000], used=used)
        return (await finish_times(limiter, [1000]))[0]

    assert in_virtual_time(asked(1000)) == pytest.approx(10, abs=0.1)
    assert in_virtual_time(asked(2000)) == pytest.approx(20, abs=0.1)
    assert in_virtual_time(asked(500)) == pytest.approx(5, abs=0.1)


def test_no_more_than_so_many_are_under_way() -> None:
    async def most() -> int:
        limiter, inside, highest = LocalLimiter(Limits(at_once=3)), 0, 0

        async def one() -> None:
            nonlocal inside, highest
            async with turn(limiter):
                inside += 1
                highest = max(highest, inside)
                await asyncio.sleep(1)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(10)))
        return highest

    assert in_virtual_time(most()) == 3


def test_one_that_is_cancelled_while_it_waits_gives_its_turn_back() -> None:
    async def work() -> float:
        limiter = LocalLimiter(Limits(at_once=1, requests=6))
        await finish_times(limiter, [0])
        waiting = asyncio.create_task(finish_times(limiter, [0]))
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.wait([waiting])
        return (await finish_times(limiter, [0]))[0]

    assert in_virtual_time(work()) == pytest.approx(10, abs=0.1)


def test_no_limits_let_everything_through_at_once() -> None:
    assert max(in_virtual_time(finish_times(LocalLimiter(Limits()), [10**9] * 5))) == 0
    assert not Limits()
    assert Limits(tokens=1)
