"""Let Claude search your catalog itself: deferred tools, and our search in place of the vendor's regex or BM25.

    toolsearch apis add http://127.0.0.1:8765/list.json --allow 127.0.0.1:8765
    ANTHROPIC_API_KEY=… python examples/anthropic_tool_search.py "When does the sun rise in Oslo on 14 May 2026?"

Every function stands in the request with `defer_loading`, so none of them costs a token until search names it. The
list never changes, so the prompt cache holds. The form is Anthropic's "custom tool search": the result of our search
tool holds `tool_reference` blocks. Needs `pip install anthropic`.
"""

import asyncio
import os
import sys
from collections.abc import Iterable
from typing import Any

import anthropic

from apis.model import ToolCall
from retriever.base import Hit
from toolsearch import Catalog, FunctionTable, open_retriever
from toolsearch.config import Reach
from toolsearch.search.environment import Environment

SEARCH = {
    "name": "search_apis",
    "description": "Find functions that can do something. Say what you want to do in plain words, one need at a time.",
    "input_schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
}


def deferred(table: FunctionTable) -> list[dict[str, Any]]:
    """Write every function as a tool whose schema is loaded only when search names it."""
    return [
        {
            "name": function.name,
            "description": function.description,
            "input_schema": function.parameters,
            "defer_loading": True,
        }
        for function in table.functions
    ]


def references(hits: Iterable[Hit], table: FunctionTable) -> list[dict[str, str]] | str:
    """Write what was found as the content of a tool result; where nothing fits, say so."""
    names = {api.id: name for name, api in table.apis.items()}
    found = [{"type": "tool_reference", "tool_name": names[hit.id]} for hit in hits]
    return found or "No function fits. Do not search for this again."


async def main(text: str) -> None:
    model = os.environ.get("ANTHROPIC_MODEL", "claude-sonnet-4-5")
    with Catalog.open("catalog.db") as catalog:
        retriever, table = open_retriever("default", catalog), FunctionTable.of(catalog)
        tools = [SEARCH, *deferred(table)]
        messages: list[dict[str, Any]] = [{"role": "user", "content": text}]
        async with Reach(allow=("127.0.0.1:8765",)).executor() as executor, anthropic.AsyncAnthropic() as client:
            environment = Environment(table, executor)
            while True:
                said = await client.messages.create(model=model, max_tokens=2000, tools=tools, messages=messages)  # type: ignore[arg-type]
                messages.append({"role": "assistant", "content": said.content})
                asked = [block for block in said.content if block.type == "tool_use"]
                if not asked:
                    print("\n".join(block.text for block in said.content if block.type == "text"))
                    return
                results = []
                for use in asked:
                    if use.name == SEARCH["name"]:
                        content: Any = references(retriever.search(str(use.input["query"]), 5), table)
                    else:
                        call = ToolCall(id=use.id, name=use.name, arguments=dict(use.input))
                        content = (await environment.carry_out([call])).observations[0].content
                    print(f"{use.name} {use.input}", file=sys.stderr)
                    results.append({"type": "tool_result", "tool_use_id": use.id, "content": content})
                messages.append({"role": "user", "content": results})


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "When does the sun rise in Oslo on 14 May 2026?"))
