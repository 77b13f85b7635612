#!/usr/bin/env bash
# WeasyPrint 70.0: the alternative text of an inline SVG in a PDF/UA file is its <title> alone. aria-label is
# dropped without a word, and the file claims PDF/UA all the same. Needs Pango and a font.
# Exits 1 when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet weasyprint==70.0 pypdf==6.0.0
"$folder/venv/bin/python" - <<'PY'
import io
import sys

import pypdf
import weasyprint


def alternatives(picture):
    html = f"<html lang=en><title>x</title><body><p>x{picture}"
    pdf = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                yield from walk(each)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                yield str(node.get("/Alt", ""))
            yield from walk(node["/K"]) if "/K" in node else ()

    return list(walk(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"]))


svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" {}><title>{}</title><rect width="9" height="9"/></svg>'
labelled = alternatives(svg.format('aria-label="label"', "").replace("<title></title>", ""))
titled = alternatives(svg.format("", "title"))
print("aria-label:", labelled, "title:", titled)
sys.exit(0 if titled == ["title"] and labelled in ([""], []) else 1)
PY
