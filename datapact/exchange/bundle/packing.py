"""Packing what a bundle holds: compressed, then filled up to a class of sizes.

Whoever carries a file sees how long it is. So a payload is filled up with zero bytes to the sizes of Padmé (Nikitin and
others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019(4)): at most 12 % more,
less for long ones, and so few sizes that a length says little. All short files have one size.
"""

from __future__ import annotations

import zlib
from typing import Final, Literal, get_args

from datapact.base.errors import Damaged, TooLarge
from datapact.base.texts import N_
from datapact.exchange.bundle.limits import KIB, LIMITS, Limits

type Packing = Literal["deflate", "none"]
PACKINGS: Final = frozenset(get_args(Packing.__value__))
LEAST: Final = 32 * KIB
"""Bytes of the shortest payload: an acceptance, a remark and a receipt are not told apart by their length."""
_LEVEL: Final = 3
"""Of zlib: takes half the time of its default, and 4 % more bytes of a history, whose salts no level makes shorter."""
_ALTERED = N_("A part of this bundle does not match its digest. Nothing was taken in; ask for a new file.")
_BOMB = N_("This bundle would become far larger when it is unpacked. Nothing was taken in; ask the sender.")


def pack(data: bytes, limits: Limits = LIMITS) -> tuple[Packing, bytes]:
    """The way in which ``data`` is packed, and its packed form: as it is where a reader would take the compressed form for a bomb."""
    packed = zlib.compress(data, _LEVEL)
    if len(packed) < len(data) <= most_unpacked(len(packed), limits):
        return "deflate", packed
    return "none", data


def unpack(packing: Packing, packed: memoryview, size: int, limits: Limits = LIMITS) -> memoryview:
    """The packed bytes, ``size`` of them as their sender says.

    Never makes more than those bytes. Raises TooLarge where they are more than so small a file may become, Damaged where
    they are not what was packed.
    """
    if packing == "none":
        if len(packed) != size:
            raise Damaged(_ALTERED)
        return packed
    if size > most_unpacked(len(packed), limits):
        raise TooLarge(_BOMB)
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(packed, size + 1)
    except zlib.error:
        raise Damaged(_ALTERED) from None
    if len(data) != size or not reader.eof or reader.unused_data or reader.unconsumed_tail:
        raise Damaged(_ALTERED)
    return memoryview(data)


def most_unpacked(packed: int, limits: Limits = LIMITS) -> int:
    """Bytes that so many packed ones may become."""
    return min(limits.payload, max(limits.freely_unpacked, limits.unpacked_times * packed))


def padded_size(size: int) -> int:
    """The length to which a payload of ``size`` bytes is filled up."""
    if size <= LEAST:
        return LEAST
    exponent = size.bit_length() - 1
    kept = exponent.bit_length()  # leading bits of the length that stay: one more each time that the length squares
    mask = (1 << (exponent - kept)) - 1
    return (size + mask) & ~mask


def padded(data: bytes) -> bytes:
    """The payload filled up with zero bytes."""
    return data.ljust(padded_size(len(data)), b"\0")


def is_padding(rest: memoryview, used: int) -> bool:
    """Whether ``rest`` is what fills up a payload of ``used`` bytes, and holds nothing."""
    return len(rest) == padded_size(used) - used and not rest.tobytes().strip(b"\0")
