"""Whether a file is the whole of a feed: what the pages around its records say of others (HSDS 3, Open Referral UK 1, and their kin)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

AROUND = ("meta", "pagination", "page", "links", "pageInfo")  # objects in which some keep what they say of pages
PAGES = ("total_pages", "totalPages", "page_count", "pageCount", "pages", "num_pages", "last_page")
NUMBER = ("page_number", "pageNumber", "number", "current_page", "currentPage", "page")
ITEMS = ("total_items", "totalItems", "totalElements", "total_count", "totalCount", "total", "count")
LAST = ("last_page", "last", "lastPage")  # "yes" or "no" where they are no numbers
MORE = ("has_next", "hasNext", "hasNextPage", "has_more", "hasMore")
NEXT = ("next", "next_page", "nextPage", "next_url", "@odata.nextLink")

Page = Mapping[str, Any]


def other_pages(pages: Sequence[Page], records: int) -> Iterator[str]:
    """A sentence where a feed has more pages, or more records, than the file that holds these pages of it."""
    flat = [_flat(page) for page in pages]
    if not flat:
        return
    total = max((_first(page, PAGES) or 0) for page in flat)
    if total:
        if total <= len(flat):
            return
        number = _first(flat[0], NUMBER)
        if len(flat) == 1 and number:
            yield f"This is page {number} of {total}: the other pages are not in this file."
        else:
            held = "1 page is" if len(flat) == 1 else f"{len(flat)} pages are"
            yield f"Only {held} in this file, and there are {total} of them."
        return
    final = flat[-1]
    if (
        any(final.get(name) is False for name in LAST)
        or any(final.get(name) is True for name in MORE)
        or any(final.get(name) for name in NEXT)
    ):
        yield "Another page comes after this one, which is not in this file."
        return
    items = max((_first(page, ITEMS) or 0) for page in flat)
    if items > records:
        yield f"The feed has {items:,} records, and this file holds {records:,} of them."


def _flat(page: Page) -> dict[str, Any]:
    inner = [page[name] for name in AROUND if isinstance(page.get(name), dict)]
    return {name: one for part in (*inner, page) for name, one in part.items()}


def _first(page: Page, names: Sequence[str]) -> int | None:
    return next((page[name] for name in names if type(page.get(name)) is int), None)  # a "true" is no number
