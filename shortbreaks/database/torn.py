"""What a file that does not open is: not one of ours, cut short, or damaged; read from its pages, past the engine.

SQLCipher 4 keeps pages of 4,096 bytes, each sealed with its number; the first begins with the salt.
"""

import hmac
import shutil
from hashlib import pbkdf2_hmac
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from shortbreaks.errors import Unavailable

PAGE, SALT, VECTOR, SEAL = 4096, 16, 16, 64
LOOKED_AT = 64  # pages: of a damaged office some of these still hold
ROOM = 1_000_000  # bytes; the engine lays its journal and what it shares of it beside the office
PAGES_AT = 28  # where the first page says how many there are
RESTORE = "Restore the newest verified backup; this file is kept as it is."


def what_is_wrong(path: Path, key: bytes) -> Unavailable:
    """Why an encrypted office's file cannot be read, in a sentence of its own."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            pages = [page for page in iter(lambda: file.read(PAGE), b"") if len(page) == PAGE][:LOOKED_AT]
    except OSError as fault:
        return Unavailable(f"{path.name} cannot be read: {fault.strerror or 'the disk did not answer'}.", RESTORE)
    sealed = [_is_sealed(page, number, pages[0][:SALT], key) for number, page in enumerate(pages, 1)]
    if size < PAGE or (any(sealed) and _is_short(size, pages[0], key)):
        return Unavailable(f"{path.name} is cut short: the end of the office is not in it.", RESTORE)
    if not any(sealed):
        return Unavailable(
            f"{path.name} is not an office of Short Breaks, or not the one its key file belongs to.",
            "Choose the office's own file with the key file of the same name, or restore a backup.",
        )
    if all(sealed) and shutil.disk_usage(path.parent).free < ROOM:  # a whole office on a full disk must not be called damaged
        return Unavailable(f"The disk is full, and {path.name} needs some room to open.", "Make room on it; the office is as it was.")
    return Unavailable(f"{path.name} is damaged: some of it is not what was written.", RESTORE)


def _is_sealed(page: bytes, number: int, salt: bytes, key: bytes) -> bool:
    mine = pbkdf2_hmac("sha512", key, bytes(one ^ 0x3A for one in salt), 2, 32)
    start = SALT if number == 1 else 0
    found = hmac.digest(mine, page[start : PAGE - SEAL] + number.to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(found, page[PAGE - SEAL :])


def _is_short(size: int, first: bytes, key: bytes) -> bool:
    body, vector = first[SALT : PAGE - SEAL - VECTOR], first[PAGE - SEAL - VECTOR : PAGE - SEAL]
    opened = Cipher(AES256(key), CBC(vector)).decryptor().update(body)
    pages = int.from_bytes(opened[PAGES_AT - SALT : PAGES_AT - SALT + 4])
    return _is_sealed(first, 1, first[:SALT], key) and size < pages * PAGE
