"""What other people's programs make of a plate: pdfium renders it and reads its words, zxing-cpp reads its code from the picture.

Reads {"pdf": base64} from stdin, prints findings; the Rust test judges them.
"""
import base64
import json
import sys

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

given = json.load(sys.stdin)
document = pypdfium2.PdfDocument(base64.b64decode(given["pdf"]))
page = document[0]
picture = page.render(scale=300 / 72).to_pil().convert("L")
texts = [thing for thing in page.get_objects() if thing.type == pdfium.FPDF_PAGEOBJ_TEXT]
embedded = [pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text.raw)) == 1 for text in texts]
json.dump(
    {
        "pages": len(document),
        "width_mm": page.get_width() / 72 * 25.4,
        "height_mm": page.get_height() / 72 * 25.4,
        "text": page.get_textpage().get_text_range(),
        "codes": [found.text for found in zxingcpp.read_barcodes(picture)],
        "fonts_embedded": bool(embedded) and all(embedded),
    },
    sys.stdout,
)
