"""Opens a workbook with openpyxl and prints the cells of its first sheet with their types.

Usage: read_xlsx.py FILE.xlsx
"""
import json
import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1])
sheet = book.worksheets[0]
print(json.dumps({
    "sheets": book.sheetnames,
    "frozen": sheet.freeze_panes,
    "rows": [[cell.value for cell in row] for row in sheet.iter_rows()],
    "types": [[cell.data_type for cell in row] for row in sheet.iter_rows()],
    "formulas": [cell.coordinate for one in book.worksheets for row in one.iter_rows() for cell in row if cell.data_type == "f"],
    "links": [cell.coordinate for one in book.worksheets for row in one.iter_rows() for cell in row if cell.hyperlink is not None],
    "bold": [cell.font.bold for cell in sheet[1]],
}))
