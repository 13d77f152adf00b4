"""A transaction over the vault's database, as ``OpenVault.read`` and ``write`` give it.

It is SQLAlchemy's session with ``exec`` for SQLModel's statements. SQLModel and pydantic are loaded by whoever asks by
tables; opening a vault and the list of agreements ask in plain SQL through ``connection``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from sqlalchemy import orm

if TYPE_CHECKING:
    from sqlalchemy import ScalarResult
    from sqlalchemy.engine import TupleResult
    from sqlmodel.sql.expression import Select, SelectOfScalar


class Session(orm.Session):
    """One transaction; ``info`` holds what belongs to it alone."""

    @overload
    def exec[*Ts](self, statement: Select[*Ts]) -> TupleResult[tuple[*Ts]]: ...

    @overload
    def exec[T](self, statement: SelectOfScalar[T]) -> ScalarResult[T]: ...

    def exec(self, statement: Any) -> Any:
        """What a statement of ``sqlmodel.select`` finds: values for one column or table, tuples for several."""
        from sqlmodel.sql.expression import SelectOfScalar

        found = self.execute(statement)
        return found.scalars() if isinstance(statement, SelectOfScalar) else found
