"""Pages and PDFs made up for the tests, as small as they can be."""

ARTICLE = (
    "China will buy at least 12 million tons of U.S. soybeans, the White House said on Saturday. "
    "Beijing has not confirmed the figure."
)


def page(body: str = f"<p>{ARTICLE}</p>", *, head: str = "") -> str:
    """Return a page with menus around a body."""
    menu = "".join(f'<li><a href="/{one}">{one}</a></li>' for one in ("Home", "World", "Markets"))
    return (
        f"<!doctype html><html><head><title>A page</title>{head}</head><body>"
        f"<nav><ul>{menu}</ul></nav><article><h1>China to Buy Soybeans</h1>{body}</article>"
        f"<footer><a href='/contact'>Contact</a></footer></body></html>"
    )


def pdf(*pages: str) -> bytes:
    """Return a PDF with a text layer: one page a text, one line of it a line."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines.split("\n")) if lines else ""
        stream = f"BT /F1 11 Tf 14 TL 40 760 Td {shown}ET" if lines else "0 0 100 100 re f"
        content = len(objects) + 1
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R "
            f"/Resources {font} >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _bound(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _bound(objects: list[str]) -> bytes:
    """Return the objects as a file with its table of places."""
    found, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(found))
        found += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(found)}\n%%EOF"
    return found + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
