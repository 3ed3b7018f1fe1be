"""A stream that may be compressed, unpacked within a bound on bytes, memory and so on time."""

from __future__ import annotations

import zlib
from typing import IO, Protocol

from grading.course.snapshot import Refused, size_in_words

MOST_BYTES_UNPACKED = 128 << 20
# What the strongest common setting needs (`xz -9`), and a little more.
MOST_MEMORY_OF_XZ = 96 << 20
MOST_STREAMS = 4096  # parallel programs write several, one after another
PIECE = 1 << 16
MAGIC = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\0"}


class _Decompressor(Protocol):
    """What the decompressors of ``bz2`` and ``lzma`` have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decompressor with what those of ``bz2`` and ``lzma`` have in common."""

    def __init__(self) -> None:
        self._decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._decompressor.eof

    @property
    def needs_input(self) -> bool:
        return not self._decompressor.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._decompressor.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._decompressor.decompress(self._decompressor.unconsumed_tail + data, max_length)


class CompressedStream:
    """Reads what a file unpacks to, forwards; a file that is not compressed as it is."""

    def __init__(self, file: IO[bytes], head: bytes) -> None:
        self.position = 0
        self._file = file
        self._left = MOST_BYTES_UNPACKED
        self._kind = next((kind for kind, magic in MAGIC.items() if head.startswith(magic)), "")
        self._decompressor = _decompressor(self._kind) if self._kind else None
        self._streams = 1
        self._ready = memoryview(b"")  # unpacked, and not read yet

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer at the end.

        Raises ``Refused`` where it is damaged, or where all that was read is too much.
        """
        pieces = []
        while size > 0:
            # Unpacked a good piece at a time: each call copies what has not been unpacked yet.
            piece = self._ready or self._piece()
            if piece is None:
                break
            pieces.append(piece[:size])
            self._ready = piece[size:]
            size -= len(pieces[-1])
        data = b"".join(pieces)
        self.position += len(data)
        return data

    def skip(self, size: int) -> None:
        """Go ``size`` bytes further, or to the end; raises what ``read`` does."""
        while size > 0:
            step = len(self.read(min(size, PIECE)))
            if not step:
                return
            size -= step

    def _piece(self) -> memoryview | None:
        """Return some bytes, perhaps none yet; nothing at the end."""
        if self._decompressor is None:
            piece = self._raw(PIECE) or None
            return None if piece is None else memoryview(piece)
        try:
            piece = self._unpacked(self._decompressor)
        except Refused:
            raise
        except Exception:  # each of the decompressors has errors of its own
            raise Refused(f"It is damaged, or no {self._kind}: pack it again.") from None
        self._spend(len(piece or b""))
        return None if piece is None else memoryview(piece)

    def _unpacked(self, decompressor: _Decompressor) -> bytes | None:
        if not decompressor.eof:
            data = self._raw(PIECE) if decompressor.needs_input else b""
            if decompressor.needs_input and not data:
                raise Refused("It ends too early: upload it again.")
            return decompressor.decompress(data, PIECE)
        rest = decompressor.unused_data
        if len(rest) < PIECE:
            rest += self._raw(PIECE)
        self._streams += 1
        if not rest.startswith(MAGIC[self._kind]) or self._streams > MOST_STREAMS:
            return None  # what follows is not read by other programs either
        self._decompressor = _decompressor(self._kind)
        return self._decompressor.decompress(rest, PIECE)

    def _raw(self, size: int) -> bytes:
        data = self._file.read(size)
        self._spend(len(data))
        return data

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Refused(
                f"It unpacks to more than {size_in_words(MOST_BYTES_UNPACKED)}: hand in only the "
                "folder `exercises`."
            )


def _decompressor(kind: str) -> _Decompressor:
    if kind == "gzip":
        return _Gzip()
    try:
        if kind == "bzip2":
            import bz2

            return bz2.BZ2Decompressor()
        import lzma

        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY_OF_XZ)
    except ImportError:  # a Python that was built without it
        raise Refused(f"This Python does not read {kind}: pack it as a zip.") from None
