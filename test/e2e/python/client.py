"""Clients of the independent implementation `websockets`: python3 client.py URL runs every check and prints what came of each, as JSON."""

import asyncio
import json
import ssl
import sys

import websockets

URL = sys.argv[1]
TLS = None
if URL.startswith("wss:"):
    # the certificate is made for this test alone
    TLS = ssl.create_default_context()
    TLS.check_hostname = False
    TLS.verify_mode = ssl.CERT_NONE


def connect(room="room", **options):
    return websockets.connect(f"{URL}/{room}", ssl=TLS, max_size=None, **options)


async def hear(socket, event):
    """The next message of an event; others are skipped."""
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), 20))
        if message["event"] == event:
            return message


async def join(socket):
    return (await hear(socket, "authenticated"))["data"]["peer_id"]


def message(event, data, to="all"):
    return json.dumps({"event": event, "data": data, "to": to}, ensure_ascii=False)


async def closed_with(socket):
    await asyncio.wait_for(socket.wait_closed(), 20)
    return socket.close_code


async def exchange():
    async with connect() as one, connect() as two:
        first, second = await join(one), await join(two)
        await hear(one, "joined")
        await one.send(message("offer", "κόσμε 👩‍👩‍👧 \u0000"))
        heard = await hear(two, "offer")
        assert (heard["data"], heard["from"]) == ("κόσμε 👩‍👩‍👧 \u0000", first), heard
        await two.send(message("answer", [1, None], [first]))
        heard = await hear(one, "answer")
        assert (heard["data"], heard["from"]) == ([1, None], second), heard


async def fragments():
    async with connect() as one:
        me = await join(one)
        text = message("echo", "é" * 20_000, [me])
        for size in (1_000, 777, 40_000):
            await one.send([text[at : at + size] for at in range(0, len(text), size)])
            assert (await hear(one, "echo"))["data"] == "é" * 20_000


async def lengths():
    async with connect() as one:
        me = await join(one)
        for length in (0, 1, 10, 60, 70, 124, 125, 126, 127, 1_000, 32_768, 60_000, 65_000):
            await one.send(message("echo", "x" * length, [me]))
            assert len((await hear(one, "echo"))["data"]) == length


async def thousands():
    async with connect() as one:
        me = await join(one)
        for number in range(2_000):
            await one.send(message("echo", [number, "x" * (number % 300)], [me]))
        for number in range(2_000):
            assert (await hear(one, "echo"))["data"][0] == number


async def slow_reader():
    """Megabytes wait in the server's socket, and come in order all the same."""
    async with connect() as one, connect(max_queue=1, read_limit=1024) as two:
        await join(one), await join(two)
        for number in range(100):
            await one.send(message("big", [number, "ü" * 30_000]))
        for number in range(100):
            heard = (await hear(two, "big"))["data"]
            assert heard == [number, "ü" * 30_000], number


async def pings():
    async with connect() as one:
        await join(one)
        for payload in ("", "p", "x" * 125, b"\x00\xff"):
            await asyncio.wait_for(await one.ping(payload), 20)


async def closes():
    for code, reason in ((1000, ""), (1001, "bye"), (4000, "é" * 60), (1000, "x" * 123)):
        async with connect() as one:
            await join(one)
            await one.close(code, reason)
            assert await closed_with(one) == code, one.close_code


async def closed_by_server():
    async with connect("nowhere", subprotocols=["parlor.1"]) as one:
        assert one.subprotocol == "parlor.1"
        assert (await hear(one, "error"))["data"]["code"] == "no_such_room"
        assert (await closed_with(one), one.close_reason) == (4404, "no_such_room")


async def refused():
    try:
        async with connect("nowhere"):
            raise AssertionError("was let in")
    except websockets.InvalidStatusCode as error:
        assert error.status_code == 404, error


async def binary():
    async with connect() as one:
        await join(one)
        await one.send(b"\x00\x01")
        assert await closed_with(one) == 1003, one.close_code


async def too_big():
    async with connect() as one:
        await join(one)
        await one.send("x" * 70_000)
        assert await closed_with(one) == 1009, one.close_code


async def no_extension():
    """The library offers compression."""
    async with connect(compression="deflate") as one:
        await join(one)
        assert one.extensions == [], one.extensions


async def fifty():
    # the library reads no close frame while more than max_queue messages wait
    async with connect(max_queue=None) as host:
        await join(host)
        guests = await asyncio.gather(*(connect(max_queue=None) for _ in range(50)))
        ids = await asyncio.gather(*(join(guest) for guest in guests))
        for guest, me in zip(guests, ids):
            await guest.send(message("here", me))
        assert {(await hear(host, "here"))["from"] for _ in ids} == set(ids)
        for guest, me in zip(guests, ids):
            heard = {(await hear(guest, "here"))["data"] for _ in range(49)}
            assert heard == set(ids) - {me}
        await asyncio.gather(*(guest.close() for guest in guests))
        assert {guest.close_code for guest in guests} == {1000}


CHECKS = [
    exchange, fragments, lengths, thousands, slow_reader, pings, closes, closed_by_server, refused, binary,
    too_big, no_extension, fifty,
]  # fmt: skip


async def main():
    outcomes = {}
    async with connect("silent", ping_interval=None) as silent:
        for check in CHECKS:
            try:
                await asyncio.wait_for(check(), 30)
                outcomes[check.__name__] = "ok"
            except Exception as error:
                outcomes[check.__name__] = repr(error)
        # meanwhile the library has answered the pings of the server's heartbeat
        outcomes["silent"] = "ok" if silent.open else repr(silent.close_code)
    print(json.dumps(outcomes))


asyncio.run(main())
