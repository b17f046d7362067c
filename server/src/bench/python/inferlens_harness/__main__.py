"""Entry: takes one job, does it, tells what came of it. Absent on purpose: time limits, which a process that may crash cannot own."""
import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
if __name__ == "__main__":
    # The folder itself is no place for the measured code to import from.
    sys.path = [one for one in sys.path if os.path.abspath(one or ".") != _folder]
    sys.path.insert(0, os.path.dirname(_folder))
    from inferlens_harness import channel, task

    sys.path.pop(0)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # for worker processes of data loaders
    line = channel.Channel()
    try:
        line.tell(task.carry_out(line, line.job))
    except BaseException as error:  # SystemExit too: whatever ends the code is told
        line.fail(channel.fault_of(error, "call"))
    # Threads and worker processes of the code are ended by the parent.
    line.wait_for_end()
