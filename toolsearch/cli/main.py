"""The command `toolsearch`: its commands, and what the user sees when one of them cannot go on.

Exit codes: 0 done, 1 the work failed, 2 the command was wrong, 130 interrupted. An error is one line on stderr that
says how to mend it; with TOOLSEARCH_DEBUG=1 the traceback comes before it.
"""

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from apis.errors import ConfigError, ToolSearchError
from toolsearch.cli import (
    annotate,
    apis,
    bench,
    demo,
    hub,
    instruct,
    retrieve,
    retriever,
    serve,
    solve,
    synth,
    train,
    view,
)
from toolsearch.cli import eval as evaluation
from toolsearch.cli.loop import Interrupted
from toolsearch.cli.output import note

INTERRUPTED = 130

app = typer.Typer(
    name="toolsearch",
    help="Turn real APIs into something a language model can find, call and learn from.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("hub")(hub.hub)
app.add_typer(apis.app, name="apis")
app.command("retrieve")(retrieve.retrieve)
app.add_typer(retriever.app, name="retriever")
app.command("instruct")(instruct.instruct)
app.command("solve")(solve.solve)
app.command("annotate")(annotate.annotate)
app.add_typer(synth.app, name="synth")
app.add_typer(train.app, name="train")
app.add_typer(evaluation.app, name="eval")
app.command("bench")(bench.bench)
app.command("view")(view.view)
apis.app.command("view")(view.view_catalog)
app.command("serve")(serve.serve)


def run() -> None:
    """Run the command line of this process."""
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _leave_quietly()
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; without any, print the help."""
    try:
        code = app(list(arguments) or ["--help"], prog_name="toolsearch", standalone_mode=False)
    except typer.TyperException as error:
        return _refuse(error)
    except Interrupted as error:
        note(str(error))
        return INTERRUPTED
    except ToolSearchError as error:
        return _tell(error, str(error), 2 if isinstance(error, ConfigError) else 1)
    except BrokenPipeError:
        return _leave_quietly()
    except Exception as error:  # noqa: BLE001 - no user should have to read a traceback
        return _tell(error, f"unexpected {_described(error)}; TOOLSEARCH_DEBUG=1 shows where", 1)
    if code == INTERRUPTED:
        note("interrupted")
    return code if isinstance(code, int) else 0


def _refuse(error: typer.TyperException) -> int:
    """Tell a mistake in the command line; for a group without a command that is its whole help."""
    text = error.format_message()
    if "\n" in text:
        note(text)
        return error.exit_code
    context = getattr(error, "ctx", None)
    return _tell(error, f"{text} (see `{context.command_path} --help`)" if context else text, error.exit_code)


def _tell(error: Exception, text: str, code: int) -> int:
    if os.environ.get("TOOLSEARCH_DEBUG") == "1":
        traceback.print_exception(error)
    note(f"error: {' '.join(text.split())}")
    return code


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _leave_quietly() -> int:
    """Leave when nobody reads on: what is still in the buffer must not raise again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
