"""A person without a mouse: everything is reached with Tab and done with keys."""

from pathlib import Path

from playwright.sync_api import Locator, Page

MOST_STOPS = 250
PATIENCE = 10_000


class Keyboard:
    """Reaches what a label names by pressing Tab, as far as it takes; what Tab never reaches fails the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # From the start: a browser told only now to hand over the window of files may hear of it after the key.
        page.on("filechooser", lambda _chooser: None)

    def reach(self, wanted: Locator) -> Locator:
        wanted.wait_for(state="attached", timeout=PATIENCE)
        for _stop in range(MOST_STOPS):
            if wanted.evaluate("thing => thing === document.activeElement"):
                return wanted
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {wanted}")

    def follow(self, name: str) -> None:
        """The link of this name."""
        self.go(self.page.get_by_role("link", name=name, exact=True).first)

    def press(self, name: str) -> None:
        """The button of this name."""
        self.go(self.page.get_by_role("button", name=name, exact=True).first)

    def go(self, wanted: Locator) -> None:
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, name: str) -> None:
        """A menu or other thing on this page that opens."""
        self.reach(self.page.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, label: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("Space")

    def pick(self, group: str, label: str) -> None:
        """One of a group of round buttons: Tab to the group, arrows within it."""
        buttons = self.page.get_by_role("group", name=group).get_by_role("radio")
        wanted = self.page.get_by_role("group", name=group).get_by_role("radio", name=label)
        chosen = [button for button in buttons.all() if button.is_checked()]
        self.reach(chosen[0] if chosen else buttons.first)  # Tab stops at the one that is chosen already
        self.page.keyboard.press("Space")
        for _stop in range(buttons.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never reach {label}")

    def choose(self, label: str, option: str, times: int = 60) -> None:
        """One entry of a list, with the arrows."""
        listed = self.reach(self.field(label))
        for _stop in range(times):
            if listed.evaluate("list => list.selectedOptions[0].label.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The list {label} has no {option}")

    def hand_in(self, label: str, file: Path) -> None:
        """A file: the browser's own window opens with a key."""
        self.reach(self.field(label))
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files(file)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label).first
