"""A runner that does the work when the test says so, in the order it chooses."""

from ui.shell.runner import Runner, attempt


class HeldRunner(Runner):
    def __init__(self) -> None:
        super().__init__(1)
        self.held = []

    def run(self, work, then):
        self.held.append((work, then))

    def release(self, place=0):
        work, then = self.held.pop(place)
        then(*attempt(work))
