"""Alembic's entry: migrations run on the connection that the application gives."""

from alembic import context

from legaat.web._models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
