"""Let a GPT model search your catalog itself: OpenAI's `tool_search`, executed here by our retriever.

    toolsearch apis add http://127.0.0.1:8765/list.json --allow 127.0.0.1:8765
    OPENAI_API_KEY=… python examples/openai_tool_search.py "When does the sun rise in Oslo on 14 May 2026?"

The request names one tool, `tool_search` with `execution: client`. When the model calls it, what our search finds goes
back as `tool_search_output`, at the end of the context, so the prompt cache holds. Responses API.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from typing import Any

import openai

from apis.model import ToolCall
from retriever.base import Hit
from toolsearch import Catalog, FunctionTable, open_retriever
from toolsearch.config import Reach
from toolsearch.search.environment import Environment

SEARCH = {
    "type": "tool_search",
    "execution": "client",
    "description": "Find functions that can do something. Say what you want to do in plain words, one need at a time.",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
}


def loaded(hits: Iterable[Hit], table: FunctionTable) -> list[dict[str, Any]]:
    """Write what was found as functions that are loaded from here on; empty where nothing fits."""
    names = {api.id: name for name, api in table.apis.items()}
    functions = {function.name: function for function in table.functions}
    return [
        {
            "type": "function",
            "name": function.name,
            "description": function.description,
            "parameters": function.parameters,
            "strict": False,
            "defer_loading": True,
        }
        for function in (functions[names[hit.id]] for hit in hits)
    ]


async def main(text: str) -> None:
    model = os.environ.get("OPENAI_MODEL", "gpt-5.4")
    with Catalog.open("catalog.db") as catalog:
        retriever, table = open_retriever("default", catalog), FunctionTable.of(catalog)
        items: list[Any] = [{"role": "user", "content": text}]
        async with Reach(allow=("127.0.0.1:8765",)).executor() as executor, openai.AsyncOpenAI() as client:
            environment = Environment(table, executor)
            while True:
                said = await client.responses.create(model=model, input=items, tools=[SEARCH])  # type: ignore[list-item]
                items += said.output
                asked = [item for item in said.output if item.type in ("tool_search_call", "function_call")]
                if not asked:
                    print(said.output_text)
                    return
                for item in asked:
                    print(f"{getattr(item, 'name', 'tool_search')} {item.arguments}", file=sys.stderr)
                    if item.type == "tool_search_call":
                        tools = loaded(retriever.search(str(item.arguments["query"]), 5), table)  # type: ignore[index]
                        output = {
                            "type": "tool_search_output",
                            "tools": tools,
                            "execution": "client",
                            "status": "completed",
                        }
                    else:
                        call = ToolCall(id=item.call_id, name=item.name, arguments=json.loads(item.arguments))
                        seen = (await environment.carry_out([call])).observations[0]
                        output = {"type": "function_call_output", "output": seen.content}
                    items.append(output | {"call_id": item.call_id})


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "When does the sun rise in Oslo on 14 May 2026?"))
