"""The directory: search as you type, filters, table, district map and the detail of the chosen service."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.council.codes import MEDWAY
from shortbreaks.providers.detail import ServiceDetail, service_detail
from shortbreaks.providers.queries import DirectoryRow, DistrictRow, Filters, Total, directory, districts_free
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button, IconButton
from ui.kit.cards import Card
from ui.kit.flow import flow
from ui.kit.hexmap import PLACES, HexMap
from ui.kit.layouts import column, empty, holder, keep_narrower, keep_wider, row, scroller
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label
from ui.providers.actions import ProviderActs
from ui.providers.columns import directory_columns
from ui.providers.detail_card import detail_part
from ui.providers.files import DIRECTORY, SendOut
from ui.shell.desk import Desk
from ui.shell.incoming_file import IncomingFile
from ui.shell.lists import offer
from ui.shell.page import Go, Page

WAIT_MS = 60
SIDE = 372
LEAST = 600  # px that the list needs beside its detail
FILTERS = ("District", "Kind", "Age", "Can meet")
CHOOSE = "What is known of the service chosen in the list stands here: who to ring, what it has room for, its checks in date."
SHORTEST_FILTER = 5  # letters: the toolbar must fit the smallest window


class ProvidersPage(Page):
    """List and detail side by side."""

    title = "Providers"
    concerns = frozenset(
        {"provider", "venue", "service", "service_offer", "service_price", "provider_check", "break_session"}
    )
    stands_on = ("providers_search", "filter_district", "filter_kind", "filter_age", "filter_can_meet")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.acts = ProviderActs(self, self.today)
        self.count = self.without = 0
        self.table = Table(directory_columns(), key=lambda r: (r.service_id, r.provider_id), height=44, name="providers_table")
        self.listing = Listing(self.table, icon="provider")
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        left = column(self._toolbar(), self.listing, gap=12)
        left.setStretch(1, 1)
        self.beside = Beside(holder(left), self._side(), SIDE, LEAST)
        self.setLayout(column(self.beside))

    def _toolbar(self) -> QHBoxLayout:
        self.search = search_line("Search providers", "Name or place", "providers_search")
        keep_wider(self.search, 106)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _t: self._timer.start())
        self.district, self.kind, self.age, self.need = map(self._choice, FILTERS)
        offer(self.age, "Age", [(str(n), f"Age {n}") for n in range(19)])
        self._offer_lists()
        self.desk.lists.renewed.connect(self._offer_lists)
        self.add = Button("Add provider", icon="add", key="N", name="add_provider", then=self.new)
        if not self.desk.may(Permission.CHANGE_PROVIDERS):
            self.add.off_because("Your role may see the directory, not change it.")
        self.bring_in, self.send_out = IncomingFile(self, DIRECTORY), SendOut(self)
        self.files = IconButton("more", "Files in and out, sessions to decide, and what has closed")
        self.files.setMenu(self._files_menu())
        bar = row(self.search, holder(flow(self.district, self.kind, self.age, self.need, self.files, self.add, gap=8)), gap=8)
        bar.setStretch(0, 2)
        bar.setStretch(1, 9)  # the filters and the main act stand on one line where there is room for both
        return bar

    def _files_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("files_menu")
        inward = menu.addAction("Bring a directory file in", self.bring_in.choose)
        inward.setEnabled(self.desk.may(Permission.IMPORT))
        menu.addAction("Send the directory out", self.send_out.choose)
        menu.addAction("Sessions to decide", lambda: self.go.to("off_days"))
        menu.addSeparator()
        self.closed = menu.addAction("Show what has closed", self.refresh)
        self.closed.setCheckable(True)
        return menu

    def _side(self) -> QWidget:
        self.map = HexMap()
        self.map.chosen.connect(self._from_map)
        chart = Card()
        chart.heading("Free places in the next four weeks")
        chart.body.addWidget(self.map)
        self.unplaced = label("", "caption", wrap=True, name="map_unplaced")
        self.unplaced.hide()
        chart.body.addWidget(self.unplaced)
        self.detail = Card()
        self._inside = QVBoxLayout()
        self.detail.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        self.open_button = Button("Open", "filled", key="Enter", name="open_service", then=lambda: self._open(self.table.chosen_row()))
        self.detail.body.addLayout(row(self.open_button, None))
        right = column(chart, self.detail, gap=12)
        right.setStretch(1, 1)
        return holder(right)

    def _offer_lists(self) -> None:
        lists = self.desk.lists
        offer(self.district, "District", lists.by_any_name("district", but={MEDWAY.code}))
        offer(self.kind, "Kind", lists.choices("kind"))
        offer(self.need, "Can meet", lists.choices("need", but={"NONE"}))

    def _choice(self, words: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("filter_" + words.lower().replace(" ", "_"))
        combo.setAccessibleName(words)
        keep_narrower(combo, 126)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(min(len(words) - 1, SHORTEST_FILTER))
        combo.currentIndexChanged.connect(lambda _n: self._filtered())
        return combo

    def _filtered(self) -> None:
        self.map.select(self.district.currentData())
        self.refresh()

    def _from_map(self, code: str) -> None:
        self.district.setCurrentIndex(max(0, self.district.findData(code)))

    def context(self) -> str:
        said = [f"{counted(self.count, 'service')} in the directory"] if self.count else []
        said += [f"{counted(self.without, 'provider')} without a service"] if self.without else []
        return ", ".join(said)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Open the service"),
            ("N", "Add a provider"),
            ("Arrows on the map", "Move by district; Enter filters"),
        )

    def focus_first(self) -> None:
        self.search.setFocus()

    def escape(self) -> bool:
        filters = [self.district, self.kind, self.age, self.need]
        if not self.search.text() and not self.closed.isChecked() and not any(one.currentIndex() for one in filters):
            return False
        self.closed.setChecked(False)
        self.search.clear()
        for one in filters:
            one.setCurrentIndex(0)
        self.refresh()
        return True

    def refresh(self) -> None:
        age = self.age.currentData()
        filters = Filters(
            self.search.text(),
            self.district.currentData(),
            self.kind.currentData(),
            int(age) if age else None,
            self.need.currentData(),
            self.closed.isChecked(),
        )
        self.desk.ask(self, "rows", directory, filters, then=self._show)
        self.desk.ask(self, "map", districts_free, then=self._show_map)

    def _show_map(self, rows: tuple[DistrictRow, ...]) -> None:
        self.map.show_values({one.code: one.free for one in rows}, {one.code: one.name for one in rows})
        added = [one.name for one in rows if one.code not in PLACES]
        self.unplaced.setText(f"Where on the map it lies is not known, so it stands below: {', '.join(added)}.")
        self.unplaced.setVisible(bool(added))

    def _show(self, answer: tuple[tuple[DirectoryRow, ...], Total]) -> None:
        rows, (self.count, self.without) = answer
        called = "closed services" if self.closed.isChecked() else "services"
        self.headed.emit()
        self.open_button.setVisible(bool(rows))
        if not rows:
            empty(self._inside)
            self._inside.addWidget(label(CHOOSE, "second", wrap=True))
        if not rows and not self.count and not self.without and not self.closed.isChecked():
            self.listing.say("No providers yet.", "Add one, or bring in a directory file.", "Add provider", self.new)
            return
        if not rows:
            said = f"{self.count} {called} are in the directory." if self.count else "Nothing in the directory has closed."
            self.listing.say("No service fits.", f"{said} Fewer filters show more.", "Clear the filters", self.escape)
            return
        bare = sum(1 for one in rows if one.service_id is None)
        more = f", {counted(bare, 'provider')} without a service" if bare else ""
        self.listing.show_rows(rows, f"{len(rows) - bare} of {self.count} {called}{more}")
        if self.table.chosen_row() is None:
            self.table.choose(0)
        self._chosen(self.table.chosen_row())

    def _chosen(self, chosen: DirectoryRow | None) -> None:
        if chosen is not None and chosen.service_id is None:
            empty(self._inside)
            self._inside.addWidget(label(chosen.name, "title", wrap=True))
            self._inside.addWidget(label("No service yet: open it to add a club, a scheme or a unit.", "second", wrap=True))
        elif chosen is not None:
            self.desk.ask(self, "detail", service_detail, chosen.service_id, then=self._show_detail)

    def _show_detail(self, detail: ServiceDetail) -> None:
        empty(self._inside)
        self._inside.addWidget(detail_part(detail, self.today))

    def _open(self, chosen: DirectoryRow | None) -> None:
        if chosen is not None:
            of = {"provider": chosen.provider_id} if chosen.service_id is None else {"id": chosen.service_id}
            self.go.to("provider", **of)

    def new(self) -> None:
        """Add a provider."""
        if self.add.isEnabled():
            self.acts.add_provider(lambda provider: self.go.to("provider", provider=provider))

    def show_for(self, **target: Any) -> None:
        self.search.setText(str(target.get("text", "")))
