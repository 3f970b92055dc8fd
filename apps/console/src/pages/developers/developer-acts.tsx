import { identityRoutes, operationRoutes } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useDeveloperWords } from '../../i18n/developers/index.ts';
import type { Developer } from './developer-page.tsx';

const PARTS = ['use_of_data', 'security_measures', 'results'] as const;
const KINDS = ['reminder', 'interview', 'suspension', 'lift', 'exit'] as const;
const GROUNDS = ['expiry', 'own-request', 'breach', 'evaluation', 'incident', 'policy-change'] as const;

/** Evaluating a developer, and the measures from a reminder to the end of its standing. */
export function DeveloperActs({ developer }: { readonly developer: Developer }) {
  const may = useMay();
  return (
    <>
      {may('developer.measure') || may('developer.exit') ? <Measure developer={developer} /> : null}
      {may('developer.evaluate') ? <Evaluate developer={developer} /> : null}
    </>
  );
}

function Evaluate({ developer }: { readonly developer: Developer }) {
  const w = useDeveloperWords();
  const evaluate = useWrite(operationRoutes.evaluateDeveloper, { done: w.evaluated });
  return (
    <ActForm
      label={w.evaluate}
      look="primary"
      text={w.evaluateText}
      fields={[
        { name: 'from', label: `${w.period} · ${w.from}`, kind: 'date', required: true },
        { name: 'to', label: `${w.period} · ${w.until}`, kind: 'date', required: true },
        ...PARTS.flatMap((part) => [
          {
            name: `result.${part}`,
            label: fill(w.part, { part: w.parts[part] }),
            kind: 'select' as const,
            start: 'passed',
            options: (['passed', 'not-passed'] as const).map((value) => ({ value, label: w.outcomes[value] })),
          },
          { name: `text.${part}`, label: fill(w.partText, { part: w.parts[part] }), required: true },
        ]),
      ]}
      act={(given) =>
        evaluate.mutateAsync({
          params: { developer: developer.developer },
          body: {
            periodFrom: given.text('from'),
            periodTo: given.text('to'),
            findings: PARTS.map((part) => ({
              part,
              result: given.text(`result.${part}`) === 'not-passed' ? ('not-passed' as const) : ('passed' as const),
              text: given.text(`text.${part}`),
            })),
          },
        })
      }
    />
  );
}

function Measure({ developer }: { readonly developer: Developer }) {
  const w = useDeveloperWords();
  const measure = useWrite(operationRoutes.measureDeveloper, { done: w.measured });
  return (
    <ActForm
      label={w.measure}
      text={w.measureText}
      fields={[
        {
          name: 'kind',
          label: w.kind,
          kind: 'select',
          start: 'reminder',
          options: KINDS.map((value) => ({ value, label: w.kinds[value] })),
        },
        {
          name: 'ground',
          label: w.ground,
          kind: 'select',
          required: true,
          options: GROUNDS.map((value) => ({ value, label: w.grounds[value] })),
          shown: (given) => given.text('kind') === 'exit',
        },
        { name: 'reason', label: w.reason, kind: 'area', required: true },
      ]}
      act={(given) => {
        const ground = GROUNDS.find((one) => one === given.text('ground'));
        const kind = KINDS.find((one) => one === given.text('kind')) ?? 'reminder';
        return measure.mutateAsync({
          params: { developer: developer.developer },
          body: { kind, reasons: [given.text('reason')], ...(ground && kind === 'exit' ? { ground } : {}) },
        });
      }}
    />
  );
}

/** Takes over a developer who was admitted before the platform stood (DEV-01). */
export function TakeOverDeveloper() {
  const w = useDeveloperWords();
  const language = useLanguage();
  const active = useSession().data?.active;
  const takes = active?.role === 'operator' || active?.role === 'county-authority';
  const jurisdiction = active?.jurisdiction ?? '';
  const bodies = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction, role: 'developer' } },
    { enabled: takes, staleMs: 60_000 },
  );
  const takeOver = useWrite(operationRoutes.takeOverDeveloper, { done: w.takenOver });
  if (!takes) return null;
  return (
    <ActForm
      label={w.takeOver}
      text={w.takeOverText}
      fields={[
        {
          name: 'developer',
          label: w.developer,
          kind: 'select',
          required: true,
          options: (bodies.data?.items ?? []).map((one) => ({
            value: one.id,
            label: language === 'en' ? (one.nameEn ?? one.name) : one.name,
          })),
        },
        { name: 'basis', label: w.basis, required: true },
        { name: 'from', label: w.from, kind: 'date', required: true },
        { name: 'until', label: w.until, kind: 'date', required: true },
        { name: 'district', label: w.district },
      ]}
      act={(given) =>
        takeOver.mutateAsync({
          body: {
            jurisdiction,
            developer: given.text('developer'),
            basis: given.text('basis'),
            startsOn: given.text('from'),
            endsOn: given.text('until'),
            ...filled({ district: given.text('district') }),
          },
        })
      }
    />
  );
}
