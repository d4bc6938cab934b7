"""Apis that are nothing but their descriptions, to be searched and never called."""

from apis.model import Api, Effect, FunctionBinding, Source


def described(name: str, description: str, *, tool: str = "Demo", category: str = "Tools") -> Api:
    return Api(
        id=f"{tool.lower()}/{name}",
        tool=tool,
        category=category,
        name=name,
        description=description,
        parameters={"type": "object"},
        effect=Effect.READ,
        binding=FunctionBinding(module="demo", function=name),
        source=Source(kind="functions", location=tool),
    )
