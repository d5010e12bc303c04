# frames.py URL FILE...   as tests/js/websocket/frames.mjs, with Python's websockets.
import asyncio
import sys

import websockets


async def main(url, files):
    async with websockets.connect(url, max_size=None) as socket:
        for file in files:
            with open(file, "rb") as source:
                frame = source.read()
            expected = bytearray(frame[-12:])
            expected[3] = 2
            await socket.send(frame)
            heard = b""
            while bytes(expected) not in heard:
                heard += await socket.recv()
            print(file)
        await socket.close(1000)
        print("closed", socket.close_code)


asyncio.run(main(sys.argv[1], sys.argv[2:]))
