/** Tables for spreadsheets: UTF-8 with a mark, as Chinese editions of Excel need it; no cell is ever a formula. */
export function csv(rows: ReadonlyArray<ReadonlyArray<string | number | null>>): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  // A text that begins like a formula would be run by the spreadsheet of whoever opens it.
  const text = /^[ \u3000]*[=+\-@\t\r\n＝＋－＠]/.test(value ?? "") ? `'${value ?? ""}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands the table to the browser as a file. */
export function download(name: string, table: string | Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(typeof table === "string" ? new Blob([table], { type: "text/csv;charset=utf-8" }) : table);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
