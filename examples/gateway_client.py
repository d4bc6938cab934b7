"""Speak to `toolsearch serve` as an agent does: search, then call what was found. Needs `toolsearch[mcp]`.

toolsearch apis add http://127.0.0.1:8765/list.json --allow 127.0.0.1:8765
python examples/gateway_client.py "when does the sun rise"
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters

SERVER = StdioServerParameters(command="toolsearch", args=["serve", "--allow", "127.0.0.1:8765"])


async def main(query: str) -> None:
    async with Client(SERVER) as client:
        found = await client.call_tool("search_apis", {"query": query, "k": 3})
        apis = json.loads(found.content[0].text)["apis"]
        for api in apis:
            print(f"{api['id']}: {api['description']}")
        asked = {"latitude": 59.91, "longitude": 10.75, "date": "2026-05-14"}
        answer = await client.call_tool("call_api", {"id": "sun-times/get-sun-times", "arguments": asked})
        print(answer.content[0].text)


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "when does the sun rise"))
