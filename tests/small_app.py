"""A program of a few commands that shows what every command of kcrm has from the shell around it."""

import sqlite3
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from kcrm.context import AppContext, Terminal
from kcrm.errors import AmbiguousError, DatabaseError, NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.shell import console
from kcrm.shell.grammar import App
from kcrm.shell.options import FORMAT, LIMIT, PRINTED, Yes
from kcrm.views import Column, Shape, View


class Fruit(StrEnum):
    APPLE = "apple"
    PEAR = "pear"


def at_a_terminal():
    return AppContext("en", datetime(2026, 3, 4, tzinfo=UTC), Terminal(stdin_tty=True, stdout_tty=True, stderr_tty=True))


def small_app() -> App:
    app = App(help="The customer-service desk of a car dealership.")

    @app.callback(invoke_without_command=True)
    def root(ctx: typer.Context) -> None:
        if ctx.invoked_subcommand is None:
            sys.stdout.write("bare\n")

    @app.verb("about", help="Show the version and exit.", output=(FORMAT, LIMIT))
    def about(context: AppContext) -> View:
        columns = (Column("db", "Database"), Column("staff", "Today"), Column("now", "Today"), Column("today", "Today"))
        row = (str(context.db_path), context.staff_text, context.now.isoformat(), context.today.isoformat())
        return View("", columns, [row], shape=Shape.RECORD)

    @app.verb("choose", help="Show the version and exit.")
    def choose(
        who: Annotated[str, typer.Argument(help="Today", metavar="WHO")],
        fruit: Annotated[Fruit, typer.Option("--fruit", help="Database")],
        count: Annotated[int, typer.Option("--count", min=1, max=9, help="Today")] = 1,
        loud: Annotated[bool, typer.Option("--loud", help="Today")] = False,
    ) -> None:
        sys.stdout.write(f"{who} {fruit.value} {count} {loud}\n")

    @app.verb("several", help="Show the version and exit.")
    def several(fruit: Annotated[list[Fruit] | None, typer.Option("--fruit", help="Database")] = None) -> None:
        sys.stdout.write(f"{fruit}\n")

    @app.verb("fail", help="Show the version and exit.")
    def fail(kind: str, yes: Yes = False) -> None:
        raise {
            "missing": NotFoundError(
                N_("{path}: permission denied."), hint=N_("See: {command} --help"), near=["C1", "C2"], path="C\x1b[31m9\n", command="kcrm"
            ),
            "ambiguous": AmbiguousError("two"),
            "refused": RefusedError("no"),
            "database": DatabaseError("damaged"),
            "sqlite": sqlite3.OperationalError("database is locked"),
            "full": OSError(28, "No space left on device", "/data/list.csv"),
            "longname": OSError(36, "File name too long", "/data/xxx.csv"),
            "nofile": FileNotFoundError(2, "No such file or directory", "list.csv"),
            "odd": OSError(999, "odd"),
            "bug": ZeroDivisionError("division by zero"),
            "interrupt": KeyboardInterrupt(),
            "pipe": BrokenPipeError(32, "Broken pipe"),
            "due": typer.Exit(10),
        }[kind]

    @app.verb("sure", help="Show the version and exit.")
    def sure(context: AppContext, yes: Yes = False) -> None:
        console.confirm(context, "Really?", yes=yes)
        sys.stdout.write("done\n")

    animal = app.noun("animal", help="Today")

    @animal.verb("list", help="Database", output=PRINTED)
    def list_animals() -> View:
        return View("", (Column("name", "Database"),), [("cat",)])

    return app
