"""A transformers model in this process: what was just fine-tuned runs without a server.

Requests that wait while a batch is under way make up the next one. Functions go through the model's own chat template;
its calls are read by the form that the template writes. A model whose template knows no functions is given the form by
name (`local:PATH#react`).

A reply depends on the request alone and not on its neighbours in a batch, apart from rounding: noise is drawn for each
row from its own seed and added to its scores, of which the best is taken (the Gumbel-max form of sampling). Without a
temperature the best is taken as it is.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import torch
from transformers import (
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
)

from apis.errors import ConfigError
from toolsearch.budget import Usage
from toolsearch.errors import ContextOverflow, ModelRefused
from toolsearch.llm import pretrained
from toolsearch.llm.base import Finish, Reply, Request
from toolsearch.llm.texted import FORMS, heard
from toolsearch.llm.wire import tool_of
from toolsearch.messages import Assistant, Message, ToolReply

BATCH = 16
"""The most requests in one batch."""
LENGTH = 1024
"""New tokens of a reply where the request sets no limit."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One request that waits for its batch."""

    prompt: tuple[int, ...]
    length: int
    """New tokens at most."""
    temperature: float
    seed: int
    stop: tuple[str, ...]
    done: "asyncio.Future[list[int]]"


class Local:
    """One model and its tokenizer; any number of requests at the same time."""

    def __init__(self, path: Path, model: Any, tokenizer: Any, *, batch: int = BATCH) -> None:
        self.path = path
        self._model = model
        self._tokenizer = tokenizer
        self._batch = batch
        self._waiting: list[_Job] = []
        self._pump: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="local-model")
        self._ends = _ends(model, tokenizer)
        self._form = FORMS.get(form_of(tokenizer.chat_template or "") or "")

    @classmethod
    def load(cls, path: Path, *, batch: int = BATCH) -> Self:
        """Load a model from a folder; on a GPU where there is one.

        Raises:
            ConfigError: the folder holds no model, or one without a chat template.
        """
        if not (path / "config.json").is_file():
            raise ConfigError(f"model 'local:{path}': that folder has no config.json: name one that transformers saved")
        tokenizer, model = pretrained.load(path, f"model 'local:{path}'", padding_side="left")
        model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        return cls(path, model, tokenizer, batch=batch)

    @property
    def name(self) -> str:
        return f"local:{self.path}"

    async def complete(self, request: Request) -> Reply:
        """Generate one turn.

        Raises:
            ContextOverflow: the conversation leaves no room for a reply.
            ModelRefused: the template cannot write this conversation, or the batch does not fit the memory.
        """
        job = self._job(request)
        self._waiting.append(job)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._work())
        new = await job.done
        ended = bool(new) and new[-1] in self._ends
        text = self._tokenizer.decode(new[:-1] if ended else new, skip_special_tokens=False)
        text = text.rstrip("\ufffd")  # half a character at the end
        for stop in request.settings.stop:
            text, found, _ = text.partition(stop)
            ended |= bool(found)
        usage = Usage(model_calls=1, prompt_tokens=len(job.prompt), completion_tokens=len(new))
        message = Assistant(content=text)
        if request.functions and self._form:
            message = heard(message, request, self._form, cut=not ended)
        finish: Finish = "length" if not ended else "calls" if message.calls else "stop"
        return Reply(message, usage, finish)

    async def aclose(self) -> None:
        """Let the running batch end; calling it twice is fine."""
        if self._pump:
            await asyncio.wait([self._pump])
        self._thread.shutdown()

    def _job(self, request: Request) -> _Job:
        prompt = tuple(self._prompt(request))
        room = (getattr(self._model.config, "max_position_embeddings", None) or 1 << 30) - len(prompt)
        if room < 1:
            raise ContextOverflow(f"model {self.name!r} finds the conversation too long: {len(prompt)} tokens")
        settings = request.settings
        return _Job(
            prompt,
            min(settings.max_tokens or LENGTH, room),
            settings.temperature or 0.0,
            settings.seed or 0,
            settings.stop,
            asyncio.get_running_loop().create_future(),
        )

    def _prompt(self, request: Request) -> list[int]:
        if request.functions and self._form is None:
            raise ModelRefused(
                f"model {self.name!r}: its chat template knows no functions: name a form, {self.name}#react"
            )
        try:
            written = self._tokenizer.apply_chat_template(
                [_message(message) for message in request.messages],
                tools=[tool_of(function) for function in request.functions] or None,
                add_generation_prompt=True,
                tokenize=False,
            )
        except (ValueError, TypeError, KeyError) as error:
            reason = " ".join(str(error).split())
            raise ModelRefused(f"model {self.name!r}: its chat template refuses the conversation: {reason}") from error
        ids: list[int] = self._tokenizer(written, add_special_tokens=False)["input_ids"]
        return ids

    async def _work(self) -> None:
        """Take one batch after another until nobody waits."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            stop = self._waiting[0].stop
            alike = [job for job in self._waiting if job.stop == stop][: self._batch]
            self._waiting = [job for job in self._waiting if job not in alike]
            wanted = [job for job in alike if not job.done.cancelled()]
            if not wanted:
                continue
            try:
                replies = await loop.run_in_executor(self._thread, self._generate, wanted)
            except torch.OutOfMemoryError:
                self._smaller(wanted)
                continue
            for job, new in zip(wanted, replies, strict=True):
                if not job.done.cancelled():
                    job.done.set_result(new)

    def _smaller(self, jobs: list[_Job]) -> None:
        """Try again with half a batch; one request alone that does not fit is refused."""
        torch.cuda.empty_cache()
        if len(jobs) > 1:
            self._batch = len(jobs) // 2
            self._waiting = [*jobs, *self._waiting]
        elif not jobs[0].done.cancelled():
            jobs[0].done.set_exception(
                ModelRefused(f"model {self.name!r}: {len(jobs[0].prompt)} tokens do not fit the memory: serve it")
            )

    def _generate(self, jobs: Sequence[_Job]) -> list[list[int]]:
        device = self._model.device
        padded = self._tokenizer.pad({"input_ids": [list(job.prompt) for job in jobs]}, return_tensors="pt").to(device)
        config = GenerationConfig(
            max_new_tokens=max(job.length for job in jobs),
            do_sample=False,
            eos_token_id=sorted(self._ends),
            pad_token_id=self._tokenizer.pad_token_id,
            stop_strings=list(jobs[0].stop) or None,
        )
        with torch.inference_mode():
            out = self._model.generate(
                input_ids=padded["input_ids"],
                attention_mask=padded["attention_mask"],
                generation_config=config,
                logits_processor=LogitsProcessorList([SeededNoise(jobs, device)]),
                tokenizer=self._tokenizer,
            )
        rows = out[:, padded["input_ids"].shape[1] :].tolist()
        return [self._until_end(row)[: job.length] for row, job in zip(rows, jobs, strict=True)]

    def _until_end(self, row: list[int]) -> list[int]:
        end = next((place for place, token in enumerate(row) if token in self._ends), len(row))
        return row[: end + 1]


class SeededNoise(LogitsProcessor):  # type: ignore[misc]  # untyped here
    """Makes the best score a sample: Gumbel noise for each row, from the row's own seed."""

    def __init__(self, jobs: Sequence[_Job], device: torch.device) -> None:
        self._temperatures = [job.temperature for job in jobs]
        self._generators = [torch.Generator(device).manual_seed(job.seed) for job in jobs]

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Add noise where a temperature is set; shapes are (rows, vocabulary)."""
        noisy = scores.clone()
        for row, (temperature, generator) in enumerate(zip(self._temperatures, self._generators, strict=True)):
            if temperature > 0:
                drawn = torch.rand(scores.shape[1], generator=generator, device=scores.device)
                noisy[row] = scores[row] / temperature - torch.log(-torch.log(drawn.clamp(1e-20, 1 - 1e-7)))
        return noisy


def form_of(template: str) -> str | None:
    """Say how a chat template writes calls; None where it knows no functions.

    >>> form_of("{% if tools %}<tool_call>{% endif %}")
    'hermes'
    """
    if "tools" not in template:
        return None
    return "hermes" if "<tool_call>" in template else "llama3"


def _message(message: Message) -> dict[str, Any]:
    if isinstance(message, ToolReply):
        return {"role": "tool" if message.call_id else "function", "name": message.name, "content": message.content}
    if isinstance(message, Assistant) and message.calls:
        calls = [
            {"type": "function", "function": {"name": call.name, "arguments": call.arguments}} for call in message.calls
        ]
        return {"role": "assistant", "content": message.content, "tool_calls": calls}
    return {"role": message.role, "content": message.content}


def _ends(model: Any, tokenizer: Any) -> frozenset[int]:
    """Return the tokens that end a turn."""
    configured = model.generation_config.eos_token_id if model.generation_config else None
    listed = configured if isinstance(configured, list) else [configured]
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return frozenset(token for token in (*listed, tokenizer.eos_token_id) if token is not None)
