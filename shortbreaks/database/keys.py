"""Who can open an encrypted office: one slot a person and a printed recovery key, each wrapping the same data key.

A secret makes a pair of keys, of which the slot keeps the public one. So the office can be given a new data key (when
somebody leaves) and every slot sealed anew without anybody's password: whoever may open it signs in as before.
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shortbreaks.database.files import KEYS, write_whole
from shortbreaks.errors import Refused, Unavailable

FORMAT = 2  # 1 wrapped the data key straight under the secret, so only its owner could seal the slot anew
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
    """One way in: the data key wrapped for one person's secret.

    `public` belongs to the key that the secret makes, `once` to the one made for this sealing only; both are "" in a slot
    of format 1.
    """

    id: str
    owner: str
    salt: str
    nonce: str
    wrapped: str
    cost: Cost
    public: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Every way into one office; holds no secret in clear.

    `number` counts the data keys the office has had, `left` names whose way in was closed since it got this one. While an
    office is given a new key its key file also holds the slots that are `coming`: whichever key the file has, it opens.
    """

    office: str
    slots: tuple[Slot, ...]
    number: int = 1
    left: tuple[str, ...] = ()
    coming: "KeyFile | None" = None

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
    empty = Slot(uuid.uuid4().hex, owner, secrets.token_bytes(16).hex(), "", "", cost)
    public = _private(secret, empty).public_key().public_bytes_raw().hex()
    mine = _sealed(keys.office, replace(empty, public=public), data_key)
    others = tuple(slot for slot in keys.slots if slot.owner != owner)
    return replace(keys, slots=(*others, mine), left=tuple(name for name in keys.left if name != owner))


def without_slot(keys: KeyFile, owner: str) -> KeyFile:
    """The same key file without `owner`'s way in; it remembers that they knew this key."""
    owner = owner.casefold().strip()
    kept = tuple(slot for slot in keys.slots if slot.owner != owner)
    if len(kept) == len(keys.slots):
        return keys
    return replace(keys, slots=kept, left=tuple(dict.fromkeys((*keys.left, owner))))


def sealed_anew(keys: KeyFile, data_key: bytes) -> KeyFile:
    """The same ways in to a new data key, by the same secrets. Raises Refused when a slot is of an earlier format."""
    old = [slot.owner for slot in keys.slots if not slot.public]
    if RECOVERY in old:
        raise Refused("The recovery key is of an earlier form.", "Make a new recovery key first: People, The office.")
    if old:
        raise Refused(f"The password of {old[0]} is of an earlier form.", "Give them a new password first: People.")
    slots = tuple(_sealed(keys.office, slot, data_key) for slot in keys.slots)
    return KeyFile(keys.office, slots, keys.number + 1)


def _sealed(office: str, slot: Slot, data_key: bytes) -> Slot:
    """The slot with a data key wrapped in it, by its public key alone."""
    once, nonce = X25519PrivateKey.generate(), secrets.token_bytes(12)
    slot = replace(slot, nonce=nonce.hex(), once=once.public_key().public_bytes_raw().hex())
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(slot.public)))
    bound = _bound(office, slot)
    return replace(slot, wrapped=AESGCM(_wrapping(shared, bound)).encrypt(nonce, data_key, bound).hex())


def unlock(keys: KeyFile, owner: str, secret: str) -> bytes:
    """The data key. Raises Refused for an unknown name or a wrong password: one sentence for both (safety.md F5)."""
    slot = keys.slot_of(owner)
    if slot is not None:
        with suppress(InvalidTag, ValueError):
            bound = _bound(keys.office, slot)
            key = _derive(secret, slot)
            if slot.public:
                once = X25519PublicKey.from_public_bytes(bytes.fromhex(slot.once))
                key = _wrapping(X25519PrivateKey.from_private_bytes(key).exchange(once), bound)
            return AESGCM(key).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), bound)
    if owner == RECOVERY:
        raise Refused("That is not the recovery key of this office.", "Read it again from the sealed sheet.", "key")
    raise Refused("The name and password do not go together.", "Check both; capital letters count.", "password")


def _derive(secret: str, slot: Slot) -> bytes:
    return hash_secret_raw(
        secret.encode(), bytes.fromhex(slot.salt), slot.cost.rounds, slot.cost.memory_kib, slot.cost.lanes, 32, Type.ID
    )


def _private(secret: str, slot: Slot) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derive(secret, slot))


def _wrapping(shared: bytes, bound: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=bound).derive(shared)


def _bound(office: str, slot: Slot) -> bytes:
    # What the wrapping also vouches for: a slot cannot be moved to another office or given a cheaper cost unnoticed.
    more = [slot.public, slot.once] if slot.public else []
    format_ = FORMAT if slot.public else 1
    return json.dumps([format_, office, slot.id, slot.owner, asdict(slot.cost), *more], sort_keys=True).encode()


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
        raise Refused(f"A recovery key has no {strange[0]!r} in it.", "Read it again from the sealed sheet.", "key")
    if len(letters) != 33:
        raise Refused(
            f"A recovery key has 33 letters and digits; this has {len(letters)}.",
            "Read it again, group by group.",
            "key",
        )
    if _check_letter(letters[:-1]) != letters[-1]:
        raise Refused("One letter of this recovery key is not right.", "Read it again, group by group.", "key")
    body = letters[:-1]
    return "-".join([*(body[i : i + GROUP] for i in range(0, len(body), GROUP)), letters[-1]])


def _check_letter(letters: str) -> str:
    return CROCKFORD[sum((place + 1) * CROCKFORD.index(letter) for place, letter in enumerate(letters)) % 31]


def keys_path(office_file: Path) -> Path:
    """Where an office's key file lies: beside it, under the whole of its name, so that no two offices of a folder share one."""
    return office_file.with_name(office_file.name + KEYS)


def former_keys_path(office_file: Path) -> Path:
    """Where it lay before: named without the ending, so that office.sbo and office.old had one between them."""
    return office_file.with_suffix(KEYS)


def keys_beside(office_file: Path) -> Path:
    """The key file to read: the office's own, or the former one of an office that was not opened since it lay there."""
    own, former = keys_path(office_file), former_keys_path(office_file)
    return former if not _lies_at(own) and _lies_at(former) else own


def _lies_at(path: Path) -> bool:
    return path.exists() or spare_of(path).exists()


def save_keys(path: Path, keys: KeyFile) -> None:
    """Write both copies of a key file whole, the spare first."""
    text = to_text(keys).encode()
    write_whole(spare_of(path), text, keys=True)
    write_whole(path, text, keys=True)


def to_text(keys: KeyFile) -> str:
    """A key file as the JSON it is kept in."""
    return json.dumps({"format": FORMAT, **asdict(keys)}, indent=1)


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
        f"Each backup holds one, office.keys: copy it here, and call it {path.name}.",
    )


def _copy_of(path: Path) -> KeyFile | None:
    try:
        return from_text(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _parse(kept: Mapping[str, Any]) -> KeyFile:
    if kept.get("format", FORMAT) not in {1, FORMAT}:
        raise Refused("This office's key file was made by a newer Short Breaks.", "Install the newest version.")
    slots = tuple(Slot(**{**slot, "cost": Cost(**slot["cost"])}) for slot in kept["slots"])
    coming = _parse(kept["coming"]) if kept.get("coming") else None
    return KeyFile(str(kept["office"]), slots, int(kept.get("number", 1)), tuple(kept.get("left", ())), coming)


def spare_of(path: Path) -> Path:
    """The second copy of a key file."""
    return path.with_name(path.name + ".copy")


# For the example county, where nothing is worth guessing and the door should open at once.
EXAMPLE_COST = Cost(memory_kib=1024, rounds=1)
