"""A transaction over the vault's database, as ``OpenVault.read`` and ``write`` give it.

It is SQLAlchemy's session with ``exec`` for SQLModel's statements. Queries by tables load SQLModel and pydantic;
opening a vault and the list of agreements use plain SQL through ``connection``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from sqlalchemy import orm

if TYPE_CHECKING:
    from sqlalchemy import ScalarResult
    from sqlalchemy.engine import TupleResult
    from sqlmodel.sql.expression import Select, SelectOfScalar


class Session(orm.Session):
    """One transaction; ``info`` holds data of this transaction only."""

    @overload
    def exec[*Ts](self, statement: Select[*Ts]) -> TupleResult[tuple[*Ts]]: ...

    @overload
    def exec[T](self, statement: SelectOfScalar[T]) -> ScalarResult[T]: ...

    def exec(self, statement: Any) -> Any:
        """The results of a statement of ``sqlmodel.select``: values for one column or table, tuples for several."""
        from sqlmodel.sql.expression import SelectOfScalar

        found = self.execute(statement)
        return found.scalars() if isinstance(statement, SelectOfScalar) else found
