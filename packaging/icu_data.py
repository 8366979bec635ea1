"""Writes the tables of ICU that the program needs, from the library that brings all of them (docs/adr/0015).

    icu_data.py LIBRARY FOLDER    LIBRARY: lib_FoundationICU.a of the toolchain. Writes icu.dat, and icu.h with it for a C file, into FOLDER.

Kept are the tables that belong to no language, and those of the root and of English. Languages that are left out are treated by ICU like the
root. Left out are also tables of old character sets, dictionaries for line breaks, transliterations and names of characters.
"""

import re
import struct
import sys

SYMBOL = re.compile(rb"icudt\d+_dat\0")
# The first bytes of the tables: the length of the header, the magic number, then UDataInfo with the format "CmnD".
MAGIC = b"\xda\x27"
LOCALE = re.compile(r"[a-z]{2,3}(_.+)?$")
ENGLISH = re.compile(r"en(_.+)?$")


def is_kept(name):
    folder, _, file = name.partition("/")[2].rpartition("/")
    stem, _, kind = file.rpartition(".")
    if kind in ("cnv", "dict", "cfu") or stem == "unames" or folder in ("translit", "rbnf"):
        return False
    return kind != "res" or not LOCALE.match(stem) or bool(ENGLISH.match(stem))


def tables(library):
    """The beginning of the tables in the library."""
    for found in re.finditer(re.escape(MAGIC), library):
        start = found.start() - 2
        if library[start + 12:start + 16] == b"CmnD":
            return start
    sys.exit("icu_data: the library contains no tables of ICU")


def read(library):
    """The header, and the items by name. Each item reaches to the next; the last one has a length of its own."""
    start = tables(library)
    header = struct.unpack_from("<H", library, start)[0]
    base = start + header
    count = struct.unpack_from("<I", library, base)[0]
    entries = [struct.unpack_from("<II", library, base + 4 + 8 * index) for index in range(count)]
    names = [library[base + name:library.index(b"\0", base + name)].decode() for name, _ in entries]
    ends = [offset for _, offset in entries[1:]] + [None]
    items = []
    for name, (_, offset), end in zip(names, entries, ends):
        items.append((name, library[base + offset:base + end] if end else None))
    if is_kept(items[-1][0]):
        sys.exit(f"icu_data: the last item, {items[-1][0]}, has no known length")
    return library[start:base], [item for item in items if is_kept(item[0])]


def write(header, items):
    """The same format (ucmndata.h of ICU): a count, offsets of names and items, names, items; offsets count from the count."""
    names, offsets = b"", []
    first = 4 + 8 * len(items)
    for name, _ in items:
        offsets.append(first + len(names))
        names += name.encode() + b"\0"
    contents, places = b"", []
    start = first + len(names)
    for _, content in items:
        contents += b"\xaa" * (-(start + len(contents)) % 16)
        places.append(start + len(contents))
        contents += content
    table = b"".join(struct.pack("<II", *pair) for pair in zip(offsets, places))
    return header + struct.pack("<I", len(items)) + table + names + contents


def main(path, folder):
    with open(path, "rb") as file:
        library = file.read()
    symbol = SYMBOL.search(library).group()[:-1].decode()
    header, items = read(library)
    content = write(header, items)
    with open(f"{folder}/icu.dat", "wb") as file:
        file.write(content)
    lines = [
        '.pushsection .rodata.icu, \\"a\\"', f".globl {symbol}", f".type {symbol}, @object", ".balign 16", f"{symbol}:",
        f'.incbin \\"{folder}/icu.dat\\"', f".size {symbol}, . - {symbol}", ".popsection"]
    with open(f"{folder}/icu.h", "w") as file:
        file.write("__asm__(" + "\n        ".join(f'"{line}\\n"' for line in lines) + ");\n")
    print(f"icu_data: {len(items)} tables, {len(content)} bytes")


main(*sys.argv[1:])
