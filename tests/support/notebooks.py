"""One kernel for all notebooks that a process checks: starting one and importing Stratsell takes longer than most notebooks."""

from queue import Empty

from nbval import plugin
from nbval.kernel import RunningKernel

from tests.support.laboratory import FORGET

_running = {}


class LastingKernel(RunningKernel):
    """A kernel that, when its notebook is done, forgets it and waits for the next."""

    def stop(self):
        try:
            forgotten = self.execute_cell_input(FORGET)
            self.await_reply(forgotten, timeout=60)
            self.await_idle(forgotten, timeout=60)
        except Empty:  # it hangs
            super().stop()


def _kernel(name, cwd=None, **options):
    result = _running.get((name, cwd))
    if result is None or not result.is_alive():
        result = _running[name, cwd] = LastingKernel(name, cwd, **options)
    return result


def share():
    """Have nbval use one kernel."""
    plugin.RunningKernel = _kernel


def end():
    """End it."""
    for kernel in _running.values():
        if kernel.is_alive():
            RunningKernel.stop(kernel)
