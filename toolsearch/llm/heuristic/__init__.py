"""The embedded default model: a deterministic policy, no language model."""

from toolsearch.llm.heuristic.policy import HeuristicLLM

__all__ = ["HeuristicLLM"]
