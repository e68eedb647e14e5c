/** What a desk page knows of the conversations, and how each frame changes it: values in, values out. */

export const NOTHING = {
  cards: {},
  details: {},
  counts: { mine: 0, queue: 0, bot: 0, closed: 0 },
  floor: { online: 0, waiting: 0 },
  offers: [],
  over: [],
  presence: 'offline',
  standing: { reason: '', until: null },
  wanting: [],
};

const MOST_OVER = 50;

/** In which list a card stands; in none while a colleague holds it. */
export function viewOf(card, me) {
  if (card.owner === 'agent') {
    return card.agent_id === me ? 'mine' : '';
  }
  return card.owner;
}

const lastSeq = (events) => (events.length ? events[events.length - 1].seq : 0);

const wanted = (state, id) => (state.wanting.includes(id) ? state.wanting : state.wanting.concat(id));

const counted = (state, frame) => ({ ...state, counts: frame.counts || state.counts, floor: frame.floor || state.floor });

/** A card as it now is. One that is older than what is known changes nothing. */
export function learned(state, card) {
  const known = state.cards[card.id];
  if (known && known.last_seq > card.last_seq) {
    return state;
  }
  const detail = state.details[card.id];
  const cards = { ...state.cards, [card.id]: card };
  if (!detail) {
    return { ...state, cards };
  }
  const moved = detail.card.owner !== card.owner || detail.card.agent_id !== card.agent_id;
  const missed = card.last_seq > lastSeq(detail.events);
  const details = { ...state.details, [card.id]: { ...detail, card } };
  return { ...state, cards, details, wanting: moved || missed ? wanted(state, card.id) : state.wanting };
}

/** Something was said. What is known already changes nothing; a gap is asked for. */
function said(state, id, event) {
  const detail = state.details[id];
  if (!detail || event.seq <= lastSeq(detail.events)) {
    return state;
  }
  if (event.seq > lastSeq(detail.events) + 1) {
    return { ...state, wanting: wanted(state, id) };
  }
  const events = detail.events.concat(event);
  return { ...state, details: { ...state.details, [id]: { ...detail, events } } };
}

function noted(state, id, note) {
  const detail = state.details[id];
  if (!detail || detail.notes.some((each) => each.id === note.id)) {
    return state;
  }
  return { ...state, details: { ...state.details, [id]: { ...detail, notes: detail.notes.concat(note) } } };
}

const beside = (state, id, part) =>
  state.details[id] ? { ...state, details: { ...state.details, [id]: { ...state.details[id], ...part } } } : state;

const offered = (state, offer) => ({ ...state, offers: state.offers.filter((each) => each.id !== offer.id).concat(offer) });

const over = (state, id) => ({ ...state, offers: state.offers.filter((each) => each.id !== id), over: state.over.concat(id).slice(-MOST_OVER) });

/** The offers as the service told them; one that was heard to be over since then stays over. */
export function invited(state, offers) {
  const known = state.offers.map((each) => each.id).concat(state.over);
  return { ...state, offers: state.offers.concat(offers.filter((each) => !known.includes(each.id))) };
}

const stands = (state, told) => ({ ...state, presence: told.state, standing: { reason: told.reason || '', until: told.until || null } });

/** How the agent stands, as the service told it; what was heard since it was asked for is newer. */
export const stood = (state, told, asked) => (state.standing === asked.standing ? stands(state, told) : state);

/** A line begins anew: what is offered is told again on it. */
const welcomed = (state, frame) => ({ ...counted(state, frame), presence: frame.presence || state.presence, offers: [], over: [] });

/** One frame of the service, applied. What the page must ask for anew is left in `wanting`. */
export function heard(state, frame) {
  switch (frame.type) {
    case 'welcome':
      return welcomed(state, frame);
    case 'colleague':
      return counted(state, frame);
    case 'presence':
      return stands(state, frame);
    case 'card':
      return counted(learned(state, frame.card), frame);
    case 'event':
      return said(state, frame.conversation_id, frame.event);
    case 'note':
      return noted(state, frame.conversation_id, frame.note);
    case 'viewers':
      return beside(state, frame.conversation_id, { viewers: frame.viewers });
    case 'consult':
      return beside(state, frame.conversation_id, { consult: frame.consult });
    case 'offer':
      return offered(state, frame.offer);
    case 'offer_over':
      return over(state, frame.id);
    default:
      return state;
  }
}

/**
 * A list as the service told it: what it does not name stands there no more.
 * `asked` is the screen as it was when the list was asked for: what was heard since then is newer.
 */
export function loaded(state, view, page, me, asked) {
  const heardOf = (id) => state.cards[id] !== asked.cards[id];
  const rest = Object.values(state.cards).filter((card) => heardOf(card.id) || viewOf(card, me) !== view);
  const told = page.items.filter((card) => !heardOf(card.id));
  const cards = Object.fromEntries(rest.concat(told).map((card) => [card.id, card]));
  const counts = state.counts === asked.counts ? page.counts : state.counts;
  const floor = state.floor === asked.floor ? page.floor : state.floor;
  return { ...state, cards, counts, floor };
}

const joined = (notes, more) => notes.concat(more.filter((note) => !notes.some((each) => each.id === note.id)));

/** A conversation as the service told it; what was heard since it was asked for stays. */
export function refreshed(state, detail, asked) {
  const { id } = detail.card;
  const before = state.details[id];
  if (!before) {
    return learned({ ...state, details: { ...state.details, [id]: detail } }, detail.card);
  }
  const then = asked.details[id] || before;
  const newest = (name) => (before[name] === then[name] ? detail[name] : before[name]);
  const newer = before.events.filter((event) => event.seq > lastSeq(detail.events));
  const whole = {
    ...detail,
    events: detail.events.concat(newer),
    notes: joined(detail.notes, before.notes),
    viewers: newest('viewers'),
    consult: newest('consult'),
    card: newest('card'),
  };
  return { ...state, details: { ...state.details, [id]: whole }, cards: { ...state.cards, [id]: whole.card } };
}
