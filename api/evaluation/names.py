"""What the figures of a run are called, for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.evaluation.runs import Kind


@dataclass(frozen=True, slots=True)
class Name:
    zh: str
    en: str


TITLES: Mapping[Kind, Name] = {
    Kind.RETRIEVAL: Name("检索评测", "Retrieval, measured"),
    Kind.INTENTS: Name("意图评测", "Intents, measured"),
    Kind.ABSTENTION: Name("该答与不该答", "What is answered, and what is left alone"),
}

FIGURES: Mapping[str, Name] = {
    "hit_at_1": Name("第一位就是正确条目", "the right article comes first"),
    "hit_at_5": Name("前五位有正确条目", "the right article is among five"),
    "mrr_at_10": Name("正确条目的平均倒数名次", "mean of 1 / place, of ten"),
    "coverage": Name("直接回答的比例", "answered at once"),
    "accuracy_of_answered": Name("直接回答中正确的比例", "of those, right"),
    "latency_p50_ms": Name("一半问题的用时（毫秒）", "half take no longer"),
    "latency_p95_ms": Name("95% 问题的用时（毫秒）", "95 % take no longer"),
    "n": Name("问题数", "questions"),
    "n_oos": Name("意图之外的问题数", "questions of no intent"),
    "accuracy": Name("正确率", "right, when all are answered"),
    "macro_f1": Name("各意图 F1 的平均", "mean F1 of the intents"),
    "oos_recall": Name("意图之外的问题被拒绝的比例", "of no intent, and refused"),
    "oos_auroc": Name("意图内外的区分度", "how well the two are told apart"),
    "in_scope_accuracy_with_rejection": Name(
        "意图内正确率（被拒绝算错）", "right, a refusal counting as wrong"
    ),
    "inside": Name("可以回答的问题数", "questions that the base can answer"),
    "outside": Name("不该回答的问题数", "questions that it cannot"),
    "coverage_at_95": Name("正确率 95% 时能回答的比例", "answered at 95 % right"),
    "coverage_at_90": Name("正确率 90% 时能回答的比例", "answered at 90 % right"),
    "aurc": Name(
        "风险与覆盖曲线下的面积（越小越好）", "area under the risk, 0 is best"
    ),
    "auroc": Name("该答与不该答的区分度", "how well the two are told apart"),
    "fpr_at_95_tpr": Name(
        "放行 95% 该答的问题时，误放的比例", "strangers let through with 95 % of ours"
    ),
    "answered_at_3_wrong": Name(
        "错误不超过 3% 时能回答的比例", "answered with at most 3 % wrong"
    ),
}
