"""An MCP server of a few lines over stdio, whose tools stand in a file that may change: `python mcp_program.py FILE`.

The file holds one JSON object: `pages`, lists of tools, one list for each page of `tools/list`; and what else it is to
do: `circle` (every page names the first as the next), `silent` (methods never answered), `exit` (methods it dies of),
`errors` (a code by method), `version` (of the protocol), `raw` (written in Latin-1 before each answer), `notify` (say
before each answer to a call that the tools changed), `result` (of every call), `deaf` (go on when the input ends).
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

Message = dict[str, Any]


def answer(method: str, params: Message, plan: Message) -> Message:
    if method == "initialize":
        info = {"name": "program", "title": "A program", "version": "7"}
        return {
            "protocolVersion": plan.get("version", "2025-11-25"),
            "capabilities": {"tools": {"listChanged": True}},
            "serverInfo": info,
            "instructions": "Be kind.",
        }
    if method == "tools/list":
        page = int(params.get("cursor") or 0)
        following = 0 if plan.get("circle") else page + 1
        more = {"nextCursor": str(following)} if plan.get("circle") or following < len(plan["pages"]) else {}
        return {"tools": plan["pages"][page]} | more
    said = {
        "name": params["name"],
        "arguments": params["arguments"],
        "environment": dict(os.environ),
        "pid": os.getpid(),
    }
    return plan.get("result") or {"content": [{"type": "text", "text": json.dumps(said)}]}


def reply(message: Message, plan: Message) -> Message | None:
    method = message["method"]
    if method in plan.get("exit", []):
        sys.stderr.write("out of order\n")
        sys.exit(3)
    if "id" not in message or method in plan.get("silent", []):
        return None
    error = plan.get("errors", {}).get(method) or (-32601 if method == "server/discover" else None)
    if error:
        return {"error": {"code": error, "message": f"no {method}"}}
    return {"result": answer(method, message.get("params") or {}, plan)}


def main() -> None:
    path = Path(sys.argv[1])
    path.with_suffix(".pid").write_text(str(os.getpid()))
    for line in sys.stdin:
        message = json.loads(line)
        plan = json.loads(path.read_text())
        said = reply(message, plan)
        if said is not None:
            if plan.get("notify") and message["method"] == "tools/call":
                changed = {"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}
                sys.stdout.write(json.dumps(changed) + "\n")
                sys.stdout.flush()
            sys.stdout.buffer.write(plan.get("raw", "").encode("latin-1"))
            sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"]} | said) + "\n")
            sys.stdout.flush()
    if json.loads(path.read_text()).get("deaf"):
        signal.pause()


if __name__ == "__main__":
    main()
