"""An Api whose answers are planned for."""

from typing import Any

from apis.model import Api, Effect, HttpBinding, Source


def api(
    description: str = "Lists the rooms of a hotel.",
    *,
    name: str = "listRooms",
    parameters: dict[str, Any] | None = None,
) -> Api:
    return Api(
        id="hotels/list-rooms",
        tool="Hotels",
        category="Travel",
        name=name,
        description=description,
        parameters={"type": "object", "properties": parameters or {}},
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path="/rooms"),
        source=Source(kind="openapi", location="hotels.json"),
    )
