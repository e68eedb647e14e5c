"""A run as one page that people can read: figures, plots, and the worst with why."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from api.evaluation import plots
from api.evaluation.curves import (
    bins_of,
    calibration_error,
    confusion_of,
    curve_of,
    operating_point,
    worst_of,
)
from api.evaluation.names import FIGURES, TITLES, Name
from api.evaluation.runs import Kind, Result, Run
from api.evaluation.why import why

STYLE = Path(__file__).parent / "report.css"


def report_of(run: Run) -> str:
    title = TITLES[run.kind]
    body = "".join((_head(run, title), _figures(run), _plots(run), _worst(run)))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title.zh} · {title.en}</title>"
        f"<style>{STYLE.read_text('utf-8')}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _head(run: Run, title: Name) -> str:
    number = len(run.questions)
    return (
        f"<header><h1>{title.zh}</h1><p>{number} 个问题<br>"
        f"{title.en}: {number} questions</p></header>"
    )


def _figures(run: Run) -> str:
    rows = "".join(
        f'<tr><td>{_named(name)}</td><td class="number">{_value(value)}</td></tr>'
        for name, value in run.figures.items()
    )
    return f'<table class="figures"><tbody>{rows}</tbody></table>'


def _named(name: str) -> str:
    told = FIGURES.get(name)
    key = f'<span class="en">{escape(name)}</span>'
    return key if told is None else f"{told.zh}<br>{key} {told.en}"


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _plots(run: Run) -> str:
    bins = bins_of(run.questions)
    points = curve_of(run.questions)
    first = _section(
        Name(
            zh="有多大把握，就有多准吗？",
            en="Is it as right as it is sure?",
        ),
        Name(
            zh="点在虚线上最好；点越大，问题越多。平均偏差 "
            f"{calibration_error(bins):.1%}。",
            en="On the dashed line is best; larger dots are more questions.",
        ),
        plots.reliability(bins),
    )
    second = _section(
        Name(zh="多答一些，会错多少？", en="What does answering more cost?"),
        Name(
            zh="橙色点是现在的设置。越靠右回答越多，越靠上错得越少。",
            en="The orange dot is the service as it stands.",
        ),
        plots.coverage(points, operating_point(run.questions)),
    )
    shown = f'<div class="plots">{first}{second}</div>'
    return shown + (_confusion(run) if run.kind is Kind.INTENTS else "")


def _confusion(run: Run) -> str:
    found = confusion_of(run.questions)
    if not found.names:
        return ""
    more = f"另有 {found.left_out} 个意图很少混淆，未列出。" if found.left_out else ""
    left = f" {found.left_out} further intents are hardly ever confused."
    return _section(
        Name(zh="哪些意图会混淆？", en="Which intents are confused?"),
        Name(
            zh=f"行是正确的意图，列是给出的意图；橙色是弄错的。{more}",
            en="Rows were expected, columns were given; orange is wrong."
            + (left if found.left_out else ""),
        ),
        f'<div class="scroll">{plots.confusion(found)}</div>',
    )


def _section(title: Name, words: Name, drawn: str) -> str:
    return (
        f"<section><h2>{title.zh} <small>{title.en}</small></h2>"
        f"<p>{words.zh}<br>{words.en}</p>{drawn}</section>"
    )


def _worst(run: Run) -> str:
    worst = worst_of(run.questions)
    head = "<h2>最需要看的问题 <small>The worst, with why</small></h2>"
    if not worst:
        return f"{head}<p>没有错的。<br>Nothing was wrong.</p>"
    rows = "".join(_rows(worst, run.kind))
    columns = (
        "问题<br>question",
        "应当是<br>expected",
        "给出的<br>given",
        "把握<br>sure",
        "原因<br>why",
    )
    heads = "".join(f"<th>{one}</th>" for one in columns)
    return (
        f"{head}<p>先列客户会看到的错误答案，最有把握的在前；共 {len(worst)} 个。<br>"
        "Wrong answers that customers would see come first.</p>"
        f'<table class="worst"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _rows(worst: Sequence[Result], kind: Kind) -> Iterator[str]:
    for one in worst:
        told = why(one, kind)
        seen = ' class="number seen"' if one.shown else ' class="number"'
        given = " · ".join(filter(None, (one.given, one.title))) or "–"
        yield (
            f"<tr><td>{escape(one.question)}</td>"
            f"<td>{escape(one.expected) or '不回答<br>no answer'}</td>"
            f"<td>{escape(given)}</td><td{seen}>{one.confidence:.0%}</td>"
            f'<td>{escape(told.zh)}<br><span class="en">{escape(told.en)}</span></td>'
            "</tr>"
        )
