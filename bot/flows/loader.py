"""Loading: the flow files of a pack as flows, or a refusal that names every mistake."""

from collections.abc import Collection, Mapping

from bot.errors import MalformedRules
from bot.flows.checker import check
from bot.flows.reading import read
from bot.flows.steps import Flows


def load_flows(
    texts: Mapping[str, str], *, intents: Collection[str] | None = None
) -> Flows:
    """`texts`: the content of each flow file by its name.

    Raises MalformedRules with all complaints, each with file and line.
    """
    complaints = check(texts, intents=intents)
    if complaints:
        raise MalformedRules("\n".join(map(str, complaints)))
    flows = (read(file, text)[0] for file, text in sorted(texts.items()))
    return Flows(by_name={flow.name: flow for flow in flows if flow is not None})
