from apis.sources.openapi.loader import load

__all__ = ["load"]
