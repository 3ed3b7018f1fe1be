"""Archives that are unsafe, damaged or far too large, written byte by byte."""

import bz2
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib

MINE = b"# mine\n"
SIZE = len(MINE)
MIB = 1 << 20


def zip_with(*members):
    """Return a zip of names, or of whole headers, with what they hold."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def zip_entry(name, mode=0, method=zipfile.ZIP_DEFLATED):
    """Return a zip's header with a kind of file, or a method of packing."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    info.compress_type = method
    return info


def raw_zip(name, packed, size, *, flags=0, method=8, entries=1, extra=b"", offset=0):
    """Return a zip of one member whose headers say what they are told to."""
    sizes = (zlib.crc32(b""), len(packed), size)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 0, *sizes, len(name), 0)
    body = local + name + packed
    fields = (20, 20, flags, method, 0, 0, *sizes, len(name), len(extra), 0, 0, 0, 0, offset)
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields) + name + extra
    directory = entry * entries
    count = min(entries, 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def deflated_zeros(mebibytes):
    """Return a deflate stream of so many MiB of zeros, in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes + packer.flush()


def tar_header(name="engine.py", size=SIZE, **fields):
    """Return the header of a tar's member."""
    info = tarfile.TarInfo(name)
    info.size = size
    for field, value in fields.items():
        setattr(info, field, value)
    return info.tobuf(tarfile.GNU_FORMAT)


def tar_with(*members):
    """Return a tar of headers with what they hold."""
    return b"".join(
        header + content + bytes(-len(content) % 512) for header, content in members
    ) + bytes(1024)


def gzip_of(*pieces):
    """Return a gzip stream of pieces."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*map(packer.compress, pieces), packer.flush()])


def gzip_of_many(piece, times, beginning=b""):
    """Return a gzip stream that goes on with the same piece for long, in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(beginning) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)) * times


def gzip_of_zeros(mebibytes, beginning=b""):
    """Return a gzip stream that ends in so many MiB of zeros, in no time."""
    return gzip_of_many(bytes(MIB), mebibytes, beginning)


def with_checksum(header):
    """Return a tar's header with the checksum of its other bytes."""
    blank = header[:148] + b" " * 8 + header[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


def xz_with_dictionary(content, size_code):
    """Return an xz stream that says it needs a dictionary of a size: 40 is 4 GiB."""
    packed = bytearray(lzma.compress(content, check=lzma.CHECK_NONE))
    place = packed.index(b"\x21\x01", 12) + 2  # the filter LZMA2, and its one property
    packed[place] = size_code
    length = (packed[12] + 1) * 4
    packed[12 + length - 4 : 12 + length] = struct.pack("<L", zlib.crc32(packed[12 : 8 + length]))
    return bytes(packed)


def pax(records):
    """Return the content of a PAX header."""
    lines = b""
    for name, value in records.items():
        rest = b" %s=%s\n" % (name.encode(), value.encode())
        length = len(rest) + 1
        while len(b"%d" % length) + len(rest) != length:
            length += 1
        lines += b"%d" % length + rest
    return lines


LINK = stat.S_IFLNK | 0o777
HEADER = tar_header()
GOOD_TAR = tar_with((HEADER, MINE))
NEGATIVE = HEADER[:124] + b"\xff" * 8 + struct.pack(">l", -1024) + HEADER[136:]
SPARSE_MAP = b"9999999\n" + b"0\n" * 3_000_000
ZIP64 = struct.pack("<2H2Q", 1, 16, 1 << 62, 1 << 62)

# What is in an archive, and what is said of the submission.
ZIPS = {
    "absolute path": (zip_with(("engine.py", MINE), ("/etc/x", b"")), "leads out"),
    "path upwards": (zip_with(("engine.py", MINE), ("a/../../x", b"")), "leads out"),
    "drive": (zip_with(("engine.py", MINE), ("C:/x", b"")), "leads out"),
    "relative to a drive": (zip_with(("engine.py", MINE), ("c:x", b"")), "leads out"),
    "backslashes": (raw_zip(b"..\\engine.py", b"", 0), "other systems"),
    "end of a text": (raw_zip(b"engine.py\0.txt", b"", 0), "other systems"),
    "link to the root": (
        zip_with(("engine.py", MINE), (zip_entry("x", LINK), "/etc/passwd")),
        "the link `x`, which leads out",
    ),
    "link upwards": (
        zip_with(("engine.py", MINE), (zip_entry("a/x", LINK), "../../x")),
        "leads out",
    ),
    "link of a mile": (
        zip_with(("engine.py", MINE), (zip_entry("x", LINK), "a" * 9999)),
        "larger than 4096 bytes",
    ),
    "device": (
        zip_with(("engine.py", MINE), (zip_entry("x", stat.S_IFCHR), b"")),
        "a device, `x`",
    ),
    "pipe": (zip_with((zip_entry("engine.py", stat.S_IFIFO), b"")), "a device"),
    "encrypted": (raw_zip(b"engine.py", bytes(20), 8, flags=1), "without a password"),
    "10,001 files": (
        zip_with(("engine.py", MINE), *((f"{n}", b"") for n in range(10_001))),
        "more than 10,000 files",
    ),
    "a million files": (raw_zip(b"a", b"", 0, entries=1_000_000), "too many files"),
    "the same bytes twice": (raw_zip(b"engine.py", b"\3\0", 0, entries=2), "zip bomb"),
    "bytes of the directory": (raw_zip(b"engine.py", b"\3\0", 0, offset=20), "zip bomb"),
    "name that is no text": (raw_zip(b"engine.py\xff", b"", 0, flags=0x800), "damaged zip"),
    "extra that is none": (raw_zip(b"engine.py", b"", 0xFFFFFFFF, extra=b"\1\0\x08\0"), "damaged"),
    "cut off": (zip_with(("engine.py", MINE))[:-30], "damaged zip"),
    "only its beginning": (b"PK\3\4", "damaged zip"),
    "empty": (b"", "is empty"),
    "something else": (b"%PDF-1.7\n" * 99, "no zip and no tar"),
    "a page": (b"<!DOCTYPE html>" * 99, "no zip and no tar"),
    "in itself": (
        zip_with(("a.zip", zip_with(("b.zip", zip_with(("engine.py", MINE)))))),
        "no mod",
    ),
}
MODULES_OF_ZIPS = {
    "sizes past all": (
        raw_zip(b"engine.py", b"", 0xFFFFFFFF, extra=ZIP64),
        "larger than 1 MiB",
    ),
    "gigabytes of zeros": (
        raw_zip(b"engine.py", deflated_zeros(2048), 2048 * MIB),
        "larger than 1 MiB",
    ),
    "gigabytes that say they are few": (
        raw_zip(b"engine.py", deflated_zeros(2048), 100),
        "damaged",
    ),
    "link inside": (
        zip_with(("a.py", MINE), (zip_entry("engine.py", LINK), "a.py")),
        "is a link: pack the file itself",
    ),
    "lzma": (
        zip_with((zip_entry("engine.py", method=zipfile.ZIP_LZMA), MINE)),
        "pack it as an ordinary zip",
    ),
    "bzip2": (
        zip_with((zip_entry("engine.py", method=zipfile.ZIP_BZIP2), bytes(900 * 1024))),
        "pack it as an ordinary zip",
    ),
    "unknown method": (raw_zip(b"engine.py", b"", 0, method=77), "pack it as an ordinary zip"),
    "wrong checksum": (raw_zip(b"engine.py", b"abc", 3, method=0), "damaged"),
    "no deflate": (raw_zip(b"engine.py", b"abc", 3), "damaged"),
}
TARS = {
    "absolute path": (tar_with((HEADER, MINE), (tar_header("/x", 0), b"")), "leads out"),
    "path upwards": (tar_with((HEADER, MINE), (tar_header("a/../../x", 0), b"")), "leads out"),
    "link to the root": (
        tar_with((HEADER, MINE), (tar_header("x", 0, type=b"2", linkname="/etc"), b"")),
        "the link `x`, which leads out",
    ),
    "link upwards": (
        tar_with((HEADER, MINE), (tar_header("a/x", 0, type=b"2", linkname="../../x"), b"")),
        "leads out",
    ),
    "hard link upwards": (
        tar_with((HEADER, MINE), (tar_header("a/x", 0, type=b"1", linkname="../x"), b"")),
        "leads out",
    ),
    "device": (tar_with((HEADER, MINE), (tar_header("x", 0, type=b"4"), b"")), "a device, `x`"),
    "pipe": (tar_with((tar_header(size=0, type=b"6"), b"")), "a device"),
    "a million files": (gzip_of_many(tar_header("a", 0) * 1000, 1000), "more than 10,000 files"),
    "a gigabyte": (gzip_of_zeros(1024, tar_header("a", 1 << 30)), "more than 128 MiB"),
    "a gigabyte of xz": (
        lzma.compress(tar_header("a", 1 << 30)) + lzma.compress(bytes(4 * MIB), preset=0) * 40,
        "more than 128 MiB",
    ),
    "a gigabyte of bzip2": (
        bz2.compress(tar_header("a", 1 << 30)) + bz2.compress(bytes(4 * MIB)) * 40,
        "more than 128 MiB",
    ),
    "nothing, for ever": (gzip_of(tar_header("a", 99)) + gzip_of(b"") * 99_999, "damaged tar"),
    "a header of a gigabyte": (
        gzip_of_zeros(64, tar_header("x", 1 << 30, type=b"x")),
        "headers of an unusual size",
    ),
    "a name of a gigabyte": (
        gzip_of_zeros(64, tar_header("x", 1 << 30, type=b"L")),
        "headers of an unusual size",
    ),
    "headers of headers": (
        gzip_of_many(tar_header("x", 0, type=b"x") * 100, 100),
        "headers of an unusual size",
    ),
    "a map of gaps": (
        tar_with(
            (
                tar_header("x", 512, type=b"x"),
                pax({"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}),
            ),
            (tar_header(size=len(SPARSE_MAP)), SPARSE_MAP),
        ),
        "headers of an unusual size",
    ),
    "a size below nothing": (with_checksum(NEGATIVE) + GOOD_TAR, "damaged tar"),
    "a dictionary of 4 GiB": (xz_with_dictionary(GOOD_TAR, 40), "no xz"),
    "cut off": (tar_with((tar_header(size=5000), bytes(5000)))[:2048], "damaged tar"),
    "cut off while packed": (gzip_of(GOOD_TAR, bytes(range(256)) * 99)[:60], "ends too early"),
    "a header of nonsense": (HEADER + MINE.ljust(512) + b"x" * 1024, "damaged tar"),
    "no tar inside": (gzip_of(b"hello " * 999), "damaged tar"),
    "no gzip": (b"\x1f\x8b" + b"hello" * 99, "no gzip"),
    "modules of 70 MiB": (
        gzip_of_many(tar_header("nn.py", MIB) + bytes(MIB), 70),
        "larger than 64 MiB together",
    ),
}
MODULES_OF_TARS = {
    "link inside": (
        tar_with((tar_header(size=0, type=b"2", linkname="a.py"), b"")),
        "is a link: pack the file itself",
    ),
    "hard link inside": (
        tar_with((tar_header(size=0, type=b"1", linkname="a.py"), b"")),
        "is a link: pack the file itself",
    ),
    "gaps": (
        tar_with(
            (
                tar_header("x", 36, type=b"x"),
                pax({"GNU.sparse.map": "0,7", "GNU.sparse.size": "7"}),
            ),
            (HEADER, MINE),
        ),
        "packed with gaps",
    ),
    "gigabytes": (gzip_of_zeros(102, tar_header(size=100 * MIB)), "larger than 1 MiB"),
    "twice": (
        tar_with((HEADER, MINE), (tar_header(size=2), b"#\n")),
        "more than once",
    ),
}
