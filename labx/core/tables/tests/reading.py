"""What the tests of the reader share."""

from labx.core.tables.reader import read, sniff
from labx.core.tables.schema import Column

NAME = Column("name", "nome", "text")
PAY = Column("pay", "salário", "number")
BOTH = (NAME, PAY)


def table(tmp_path, content, encoding="utf-8", name="dados.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def rows_and_problems(path, schema, form=None, limits=None):
    batches = list(read(path, form or sniff(path), schema, limits=limits))
    return (
        [tuple(row.values()) for batch in batches for row in batch.columns.to_pylist()],
        [problem for batch in batches for problem in batch.problems],
    )
