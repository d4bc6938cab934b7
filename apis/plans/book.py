"""Where plans are kept: a table beside the Apis of a catalog."""

from collections.abc import Iterator
from dataclasses import dataclass

from apis.catalog import Catalog
from apis.plans.plan import Plan


@dataclass(frozen=True, slots=True)
class PlanBook:
    """The plans of a catalog's Apis. Each method is one reading or one writing of the file."""

    catalog: Catalog

    def record(self, api: str, plan: Plan) -> None:
        """Store the plan of an Api in place of the last one; an Api that is not in the catalog is passed over."""
        query = "INSERT OR REPLACE INTO plans SELECT id, ?, ? FROM apis WHERE id = ?"
        with self.catalog.writing() as connection:
            connection.execute(query, (plan.hash, plan.model_dump_json(), api))

    def get(self, api: str) -> Plan | None:
        """Return the plan of an Api; None where it has none, or has changed since."""
        query = "SELECT plans.body FROM plans JOIN apis ON api = id AND plans.hash = apis.hash WHERE id = ?"
        rows = self.catalog.rows(query, (api,))
        return Plan.model_validate_json(rows[0][0]) if rows else None

    def all(self) -> Iterator[tuple[str, Plan]]:
        """Yield every plan that holds, by the id of its Api."""
        query = "SELECT id, plans.body FROM plans JOIN apis ON api = id AND plans.hash = apis.hash ORDER BY id"
        for id_, body in self.catalog.rows(query):
            yield id_, Plan.model_validate_json(body)
