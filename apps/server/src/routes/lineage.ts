import type { lineageRoutes } from '@sluice/contract';
import type { Actor } from '@sluice/identity';
import { mayExport, type EntryView, type Ledger, type Lineage } from '@sluice/ledger';
import type { Handlers } from '../handlers.ts';
import type { NameOf } from '../names.ts';
import type { Written } from '../written.ts';

export interface LineageServices {
  readonly lineage: Lineage;
  readonly ledger: Pick<Ledger, 'viewEntries'>;
  readonly names: NameOf;
  readonly written: Written;
}

const entryView = ({ subjects, ...rest }: EntryView) => ({ ...rest, subjects: subjects.map((one) => ({ ...one })) });

/** Where data came from and went, who is told, and search over the log. */
export function lineageHandlers({ lineage, ledger, names, written }: LineageServices): Handlers<typeof lineageRoutes> {
  /** Names behind the pseudonyms of entries, where this reader may know them: as with what the entries commit to. */
  const known = async (entries: readonly EntryView[], actor: Actor) => {
    const people = new Map<string, string>();
    const bodies = new Map<string, string>();
    for (const entry of entries) {
      if (entry.actor.kind !== 'person' || !mayExport(entry, actor).allowed) continue;
      const { person, body } = entry.actor;
      if (!people.has(person)) people.set(person, (await names('person', person)) ?? '');
      if (!bodies.has(body)) bodies.set(body, (await names('body', body)) ?? '');
    }
    return { people: Object.fromEntries(people), bodies: Object.fromEntries(bodies) };
  };
  const named = <T extends { readonly kind: string; readonly id: string }>(all: readonly T[]) =>
    Promise.all(all.map(async (one) => ({ ...one, name: await names(one.kind, one.id) })));
  return {
    async traceLineage({ input: { params, query }, actor }) {
      const view = await lineage.trace(actor, { id: params.id, ...query });
      return { ...view, nodes: await named(view.nodes), counts: { ...view.counts }, hidden: { ...view.hidden } };
    },
    async readBlastRadius({ input: { params, query }, actor }) {
      const view = await lineage.blastRadius(actor, { id: params.id, ...query });
      const items = await Promise.all(
        (await named(view.items)).map(async (one) => ({
          ...one,
          owner: one.body === null ? null : await names('body', one.body),
        })),
      );
      return { ...view, items, counts: { ...view.counts }, hidden: { ...view.hidden } };
    },
    notifyOwners: ({ input: { params, body }, actor }) =>
      written(
        lineage
          .notify(actor, { id: params.id, ...body })
          .then(({ value, evidence }) => ({ value: { notices: [...value] }, evidence })),
      ),
    listNotices: async ({ input, actor }) => ({ items: [...(await lineage.notices(actor, input.query.limit))] }),
    async searchLog({ input: { query }, actor }) {
      const { from, to, counted, ...rest } = query;
      const search = {
        ...rest,
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
      };
      const found = await lineage.search(actor, search);
      const items = await ledger.viewEntries(found);
      const last = found.at(-1);
      return {
        items: items.map(entryView),
        ...(await known(items, actor)),
        next: found.length === query.limit ? (last?.index ?? null) : null,
        ...(counted ? { total: await lineage.count(actor, search) } : {}),
      };
    },
    async readStory({ input, actor }) {
      const story = await lineage.story(actor, input.params.stream);
      const entries = await ledger.viewEntries(story.entries);
      const cut = story.stream.indexOf(':');
      const [kind, id] = [story.stream.slice(0, cut), story.stream.slice(cut + 1)];
      return {
        ...{ stream: story.stream, kind, id, state: story.state, length: story.length },
        name: await names(kind, id),
        entries: entries.map(entryView),
        uses: await named(story.uses),
        usedBy: await named(story.usedBy),
        ...(await known(entries, actor)),
      };
    },
  };
}
