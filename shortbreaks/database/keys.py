"""Who can open an encrypted office: one slot a person and a printed recovery key, each wrapping the same data key."""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shortbreaks.database.files import write_whole
from shortbreaks.errors import Refused, Unavailable

FORMAT = 1
RECOVERY = "recovery"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECOVERY_BYTES = 20
GROUP = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear a guess is (argon2id): memory in KiB, rounds, lanes; kept in each slot so that it can be raised."""

    memory_kib: int = 128 * 1024
    rounds: int = 3
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: the data key wrapped under one person's secret."""

    id: str
    owner: str
    salt: str
    nonce: str
    wrapped: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Every way into one office; holds no secret in clear."""

    office: str
    slots: tuple[Slot, ...]

    def slot_of(self, owner: str) -> Slot | None:
        """The slot of a person's sign-in name, or of RECOVERY."""
        wanted = owner.casefold().strip()
        return next((slot for slot in self.slots if slot.owner == wanted), None)


def new_data_key() -> bytes:
    """The 32 random bytes that encrypt an office's file."""
    return secrets.token_bytes(32)


def with_slot(keys: KeyFile, owner: str, secret: str, data_key: bytes, cost: Cost = Cost()) -> KeyFile:
    """The same key file with a new or rewrapped slot for `owner`."""
    owner = owner.casefold().strip()
    slot_id, salt, nonce = uuid.uuid4().hex, secrets.token_bytes(16), secrets.token_bytes(12)
    empty = Slot(slot_id, owner, salt.hex(), nonce.hex(), "", cost)
    wrapped = AESGCM(_derive(secret, empty)).encrypt(nonce, data_key, _bound(keys.office, empty))
    others = tuple(slot for slot in keys.slots if slot.owner != owner)
    return replace(keys, slots=(*others, replace(empty, wrapped=wrapped.hex())))


def without_slot(keys: KeyFile, owner: str) -> KeyFile:
    """The same key file without `owner`'s way in."""
    owner = owner.casefold().strip()
    return replace(keys, slots=tuple(slot for slot in keys.slots if slot.owner != owner))


def unlock(keys: KeyFile, owner: str, secret: str) -> bytes:
    """The data key. Raises Refused for an unknown name or a wrong password: one sentence for both (safety.md F5)."""
    slot = keys.slot_of(owner)
    if slot is not None:
        try:
            return AESGCM(_derive(secret, slot)).decrypt(
                bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), _bound(keys.office, slot)
            )
        except InvalidTag:
            pass
    if owner == RECOVERY:
        raise Refused("That is not the recovery key of this office.", "Read it again from the sealed sheet.", "secret")
    raise Refused("The name and password do not go together.", "Check both; capital letters count.", "password")


def _derive(secret: str, slot: Slot) -> bytes:
    return hash_secret_raw(
        secret.encode(), bytes.fromhex(slot.salt), slot.cost.rounds, slot.cost.memory_kib, slot.cost.lanes, 32, Type.ID
    )


def _bound(office: str, slot: Slot) -> bytes:
    # What the wrapping also vouches for: a slot cannot be moved to another office or given a cheaper cost unnoticed.
    return json.dumps([FORMAT, office, slot.id, slot.owner, asdict(slot.cost)], sort_keys=True).encode()


def new_recovery_key() -> str:
    """160 random bits as people can copy them: eight groups of four and a check letter, "7KQ2-…-X"."""
    number = int.from_bytes(secrets.token_bytes(RECOVERY_BYTES))
    letters = "".join(CROCKFORD[(number >> shift) & 31] for shift in range(155, -1, -5))
    groups = [letters[i : i + GROUP] for i in range(0, len(letters), GROUP)]
    return "-".join([*groups, _check_letter(letters)])


def read_recovery_key(typed: str) -> str:
    """The recovery key as it was made, from what somebody typed. Raises Refused naming the likely slip."""
    letters = typed.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
    strange = sorted({letter for letter in letters if letter not in CROCKFORD})
    if strange:
        raise Refused(f"A recovery key has no {strange[0]!r} in it.", "Read it again from the sealed sheet.", "secret")
    if len(letters) != 33:
        raise Refused(
            f"A recovery key has 33 letters and digits; this has {len(letters)}.",
            "Read it again, group by group.",
            "secret",
        )
    if _check_letter(letters[:-1]) != letters[-1]:
        raise Refused("One letter of this recovery key is not right.", "Read it again, group by group.", "secret")
    body = letters[:-1]
    return "-".join([*(body[i : i + GROUP] for i in range(0, len(body), GROUP)), letters[-1]])


def _check_letter(letters: str) -> str:
    return CROCKFORD[sum((place + 1) * CROCKFORD.index(letter) for place, letter in enumerate(letters)) % 31]


def keys_path(office_file: Path) -> Path:
    """Where an office's key file lies: beside it."""
    return office_file.with_suffix(".keys")


def save_keys(path: Path, keys: KeyFile) -> None:
    """Write both copies of a key file whole, the spare first."""
    text = to_text(keys).encode()
    write_whole(spare_of(path), text)
    write_whole(path, text)


def to_text(keys: KeyFile) -> str:
    """A key file as the JSON it is kept in."""
    return json.dumps(
        {"format": FORMAT, "office": keys.office, "slots": [asdict(slot) for slot in keys.slots]}, indent=1
    )


def unlock_file(path: Path, owner: str, secret: str) -> tuple[KeyFile, bytes]:
    """Read a key file and open it; when one copy does not open, its other copy is tried, since a slot may be damaged.

    Raises Unavailable when neither copy can be read, Refused when no readable one opens by this secret.
    """
    first = load_keys(path)
    try:
        return first, unlock(first, owner, secret)
    except Refused:
        spare = _copy_of(spare_of(path))
        if spare is None or spare == first:
            raise
        return spare, unlock(spare, owner, secret)


def from_text(text: str) -> KeyFile:
    """A key file from its JSON. Raises ValueError, KeyError or TypeError for anything else."""
    return _parse(json.loads(text))


def load_keys(path: Path) -> KeyFile:
    """Read a key file, or its spare copy when the first is missing or damaged. Raises Unavailable when both are."""
    found = _copy_of(path) or _copy_of(spare_of(path))
    if found is not None:
        return found
    raise Unavailable(
        f"The key file {path.name} and its copy are missing or damaged, so this office cannot be opened.",
        "Bring back the .keys file from a backup; each backup holds one.",
    )


def _copy_of(path: Path) -> KeyFile | None:
    try:
        return from_text(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _parse(kept: Mapping[str, Any]) -> KeyFile:
    if kept["format"] != FORMAT:
        raise Refused("This office's key file was made by a newer Short Breaks.", "Install the newest version.")
    slots = tuple(Slot(**{**slot, "cost": Cost(**slot["cost"])}) for slot in kept["slots"])
    return KeyFile(str(kept["office"]), slots)


def spare_of(path: Path) -> Path:
    """The second copy of a key file."""
    return path.with_name(path.name + ".copy")


# For the example county, where nothing is worth guessing and the door should open at once.
EXAMPLE_COST = Cost(memory_kib=1024, rounds=1)
