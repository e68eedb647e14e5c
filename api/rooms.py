"""The rooms, joined: everything that serves, wired once by plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from api import learned
from api.clock import Clock, RandomIds, now
from api.house_rules import load_house
from api.office import Office, OfficeDesk
from api.pack import Pack, load_pack
from api.performing import Performing, performing
from api.records import Records, open_records
from api.secret import Secrets, load_secrets
from api.settings import Settings
from api.turnstile import Turnstile
from bot.article import Article
from bot.desk.passing import Passing
from bot.desk.rules import DeskRules
from bot.desk.steps import Steps
from bot.dialogue import Dialogue
from bot.gate import load_gates
from bot.message import Channel, Language
from bot.passage import Question
from bot.rules import Rules
from bot.words import Wording
from knowledge.fitting import Lessons
from knowledge.rehearsal import set_aside
from knowledge.retriever import KnowledgeRetriever, Teach
from nlu.build import Material, build_encoder, build_understander
from nlu.encoder import Encoder
from nlu.entities import find_entities
from nlu.normalize import normalize
from nlu.reranker import CrossEncoder
from nlu.sentence_encoder import SentenceEncoder
from nlu.understander import PackUnderstander
from nlu.weights import Groups

EMBEDDED = "embedded"
SEED = 7
OUTGROWN, FEW = 2, 20
"""A base of more than twice what was learned, and some, is learned anew at a start,
where the running service does not learn by itself."""

Progress = Callable[[float, str], None]
"""Called with the share done in [0, 1] and a few words."""


def silent(share: float, words: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    settings: Settings
    secrets: Secrets
    pack: Pack
    clock: Clock
    ids: RandomIds
    records: Records
    understander: PackUnderstander
    retriever: KnowledgeRetriever
    rules: Rules
    wording: Wording
    dialogue: Dialogue
    steps: Steps
    desk_rules: DeskRules
    office: Office
    passing: Passing
    performing: Performing
    """Who does each kind of act."""
    turnstile: Turnstile = field(default_factory=Turnstile)
    """Closed while what turns use is replaced."""

    @property
    def tenant(self) -> str:
        return self.settings.tenant

    def close(self) -> None:
        self.performing.connection.close()
        self.records.database.close()


def join(
    settings: Settings, *, clock: Clock = now, progress: Progress = silent
) -> Rooms:
    """Opens every room of TELLER_HOME; makes what is missing there."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    secrets = load_secrets(settings.home)
    pack = load_pack(settings.pack)
    desk_rules = pack.all_desk()
    records = open_records(settings, secrets, desk_rules)
    understander = open_understander(settings, pack, clock, records, progress)
    retriever = open_retriever(settings, pack, records, understander, progress)
    rules, wording = pack.all_rules(), pack.all_wording()
    flows, levels = pack.all_flows(), pack.all_levels()
    doing = performing(settings, pack, records.database, clock)
    _warm(understander, retriever, settings.tenant, clock)
    ids = RandomIds()
    office = Office(
        records=records.office,
        tenant=settings.tenant,
        clock=clock,
        usual=load_house(pack.folder, pack.zone).hours,
        zone=pack.zone.key,
    )
    steps = Steps(
        ids=ids,
        rules=rules,
        wording=wording,
        flows=flows,
        levels=levels,
        overflow_seconds=desk_rules.overflow_seconds,
    )
    return Rooms(
        settings=settings,
        secrets=secrets,
        pack=pack,
        clock=clock,
        ids=ids,
        records=records,
        understander=understander,
        retriever=retriever,
        rules=rules,
        wording=wording,
        dialogue=Dialogue(
            understander=understander,
            retriever=retriever,
            store=records.conversations,
            desk=OfficeDesk(
                people=records.desk,
                office=office,
                crowded=desk_rules.overflow_waiting,
            ),
            ids=ids,
            rules=rules,
            wording=wording,
            flows=flows,
            levels=levels,
            acts=records.acts,
        ),
        performing=doing,
        steps=steps,
        desk_rules=desk_rules,
        office=office,
        passing=Passing(steps=steps, rules=desk_rules),
    )


def _warm(
    understander: PackUnderstander,
    retriever: KnowledgeRetriever,
    tenant_id: str,
    clock: Clock,
) -> None:
    """What is made at its first use is made now, before a customer waits for it."""
    load_gates()
    text = normalize("您好，請問怎麼轉賬？")
    understander.encoder.encode([text])
    find_entities(text, today=clock().date())
    retriever.search(
        Question(
            tenant_id=tenant_id,
            text=text,
            language=Language.ZH,
            channel=Channel.WEB,
            now=clock(),
        )
    )


def open_understander(
    settings: Settings, pack: Pack, clock: Clock, records: Records, progress: Progress
) -> PackUnderstander:
    """Loads what was trained before; else trains on the pack and the articles."""

    def today() -> date:
        return clock().astimezone(pack.zone).date()

    groups = _learned(settings, wordings(records.articles.published(settings.tenant)))
    return build_understander(
        learned.serving(settings.home) / learned.UNDERSTANDING,
        material(pack, groups),
        seed=SEED,
        today=today,
        progress=progress,
        encoder=named_encoder(settings.encoder),
    )


def named_encoder(name: str) -> Encoder | None:
    """The encoder that the user named; None for the embedded one."""
    return None if name == EMBEDDED else SentenceEncoder(name)


def material(pack: Pack, groups: Groups) -> Material:
    """What understanding is learned from: the articles' wordings, and the pack."""
    return Material(
        groups=groups,
        intents={intent.name: intent.all_examples for intent in pack.intents},
        offtopic=pack.offtopic,
    )


def _learned(settings: Settings, groups: Groups) -> Groups:
    """What the saved weights were learned from, so that a start does not train anew;
    the base of today after `forget_learned`, or when it has outgrown that."""
    folder = learned.serving(settings.home) / learned.UNDERSTANDING
    known = learned.groups_in(folder)
    if known is not None and (
        settings.learning or len(groups) <= OUTGROWN * len(known) + FEW
    ):
        return known
    learned.keep_groups(folder, groups)
    return groups


def forget_learned(settings: Settings) -> None:
    folder = learned.serving(settings.home) / learned.UNDERSTANDING
    (folder / learned.GROUPS).unlink(missing_ok=True)


def wordings(articles: Sequence[Article]) -> Groups:
    """Each article's wordings: what an encoder learns the bank from."""
    return tuple(
        tuple(map(normalize, (one.text.question, *one.text.similar_questions)))
        for one in articles
    )


def open_retriever(
    settings: Settings,
    pack: Pack,
    records: Records,
    understander: PackUnderstander,
    progress: Progress,
) -> KnowledgeRetriever:
    retriever = KnowledgeRetriever(
        understander.encoder,
        normalize,
        learned.serving(settings.home) / learned.INDEX,
        synonyms=pack.synonyms,
        lessons=_teach(settings, pack, progress),
        reranker=CrossEncoder(settings.reranker) if settings.reranker else None,
    )
    tenant = settings.tenant
    retriever.load(
        tenant, records.articles.published(tenant), records.articles.revision(tenant)
    )
    return retriever


def _teach(settings: Settings, pack: Pack, progress: Progress) -> Teach:
    """What a score is worth is learned from wordings that an encoder never saw.

    The embedded encoder was trained on all of them: a second one, trained without
    some, rehearses how strangers' words will fare.
    """

    def teach(articles: Sequence[Article]) -> Lessons:
        if settings.encoder != EMBEDDED:
            return Lessons(offtopic=pack.offtopic, seed=SEED)
        kept = set_aside([article.text for article in articles], seed=SEED)
        groups = tuple(tuple(map(normalize, group)) for group in kept.groups)
        understanding = learned.serving(settings.home) / learned.UNDERSTANDING
        folder = understanding / learned.REHEARSAL

        def told(share: float, words: str) -> None:
            progress(share, f"rehearsing: {words}")

        rehearsal = build_encoder(folder, groups, SEED, told)
        learned.keep_groups(folder, groups)
        return Lessons(
            offtopic=pack.offtopic, unseen=kept.unseen, rehearsal=rehearsal, seed=SEED
        )

    return teach
