"""What an editor is told about a file: one text for each code, in two languages."""

from knowledge.importer.preview import Finding

TEXTS: dict[str, tuple[str, str]] = {
    "file_empty": ("文件是空的。", "The file is empty."),
    "file_too_large": (
        "文件超过 {limit} MB，请拆成几个文件。",
        "The file is larger than {limit} MB: split it.",
    ),
    "file_unknown": (
        "不认识这种文件：{detail}。可用 CSV、XLSX、JSONL、Markdown、DOCX、HTML。",
        "Unknown kind of file: {detail}. Use CSV, XLSX, JSONL, Markdown, DOCX or HTML.",
    ),
    "file_damaged": (
        "文件打不开，可能已损坏：{detail}。",
        "The file cannot be opened; it may be damaged: {detail}.",
    ),
    "file_swells": (
        "文件解压后超过允许的大小，已拒绝打开。",
        "The file swells beyond the limit when unpacked; it was not opened.",
    ),
    "file_not_text": (
        "这不是文本文件，或编码无法识别；请另存为 UTF-8。",
        "This is no text, or its encoding is unknown: save it as UTF-8.",
    ),
    "too_many_rows": (
        "超过 {limit} 行，后面的没有读。",
        "More than {limit} rows; the rest was not read.",
    ),
    "no_header": (
        "没有找到表头：第一行应写列名，至少有“问题”和“答案”。",
        "No header found: the first row names the columns, question and answer "
        "at least.",
    ),
    "column_missing": (
        "缺少必需的列：{detail}。",
        "A required column is missing: {detail}.",
    ),
    "column_repeated": (
        "列名重复，只用第一列：{detail}。",
        "This column is there twice; the first one is used: {detail}.",
    ),
    "nothing_found": (
        "文件里没有找到问题和答案。",
        "No questions with answers were found in the file.",
    ),
    "question_missing": ("没有问题。", "The question is missing."),
    "answer_missing": ("没有答案。", "The answer is missing."),
    "cell_too_long": (
        "内容太长，最多 {limit} 个字。",
        "The text is too long: {limit} characters at most.",
    ),
    "cell_broken": (
        "含有无法保存的字符。",
        "The text holds characters that cannot be stored.",
    ),
    "cell_not_text": ("这里应是文字。", "Text is expected here."),
    "too_many_similar": (
        "相似问超过 {limit} 个。",
        "There are more than {limit} similar questions.",
    ),
    "date_malformed": (
        "日期看不懂：{detail}。请写成 2026-11-22 或 2026-11-22 08:30。",
        "Not a date: {detail}. Write 2026-11-22 or 2026-11-22 08:30.",
    ),
    "validity_empty": (
        "失效时间不晚于生效时间。",
        "It ends before it begins to be valid.",
    ),
    "language_unknown": (
        "语言只能是 zh-CN 或 en：{detail}。",
        "The language is zh-CN or en, not {detail}.",
    ),
    "answer_conflicts": (
        "编号 {detail} 前面已有不同的答案。",
        "{detail} had another answer in an earlier row.",
    ),
    "question_repeated": (
        "问题与第 {detail} 行相同，但答案不同。",
        "The question is that of row {detail}, with another answer.",
    ),
    "row_malformed": ("这一行读不懂：{detail}。", "Cannot be read: {detail}."),
    "id_derived": (
        "没有编号，按问题生成编号 {detail}。",
        "There is no id; made from the question: {detail}.",
    ),
    "wording_shared": (
        "“{text}”也是第 {detail} 行的问法。",
        "“{text}” is also asked in row {detail}.",
    ),
    "near_duplicate": (
        "与已有条目 {detail} 的“{text}”很像。",
        "Much like “{text}” of the article {detail} that the base has.",
    ),
    "sheets_ignored": (
        "只读了工作表“{detail}”。",
        "Only the sheet “{detail}” was read.",
    ),
    "control_removed": ("已去掉控制字符。", "Control characters were removed."),
}


def finding(code: str, row: int = 0, column: str = "", **values: object) -> Finding:
    """`values` fill the text: `detail`, `limit`, `text`."""
    zh, en = TEXTS[code]
    shown = {name: _short(str(value)) for name, value in values.items()}
    return Finding(
        code=code,
        row=row,
        column=_short(column),
        zh=zh.format_map(shown),
        en=en.format_map(shown),
    )


def _short(text: str, most: int = 80) -> str:
    printable = "".join(c for c in text if c.isprintable())
    return printable if len(printable) <= most else f"{printable[: most - 1]}…"
