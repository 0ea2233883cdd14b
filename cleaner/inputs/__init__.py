"""What there is to clean: files, folders, globs and stdin, as a stream of tasks in a fixed order."""

from cleaner.inputs.find import Inputs
from cleaner.inputs.reading import DEFAULT_MAX_RECORD, Reading
from cleaner.inputs.task import DEFAULT_MAX_SIZE, STDIN, Record, Task

__all__ = ["DEFAULT_MAX_RECORD", "DEFAULT_MAX_SIZE", "STDIN", "Inputs", "Reading", "Record", "Task"]
