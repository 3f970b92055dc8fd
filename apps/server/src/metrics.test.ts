import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

it('counts requests by route and status, with the times cumulated as Prometheus reads them', async () => {
  const metrics = createMetrics();
  const request = { requestId: 'r', route: 'readThing', access: 'session', code: '' } as const;
  metrics.count({ ...request, status: 200, milliseconds: 7 });
  metrics.count({ ...request, status: 200, milliseconds: 700 });
  metrics.count({ ...request, status: 403, milliseconds: 1 });
  metrics.refused('policy.no-power');
  metrics.gauge('sluice_waiting', 'Waiting.', () => 3);
  const text = await metrics.print();
  metrics.close();
  expect(text).toContain('sluice_requests_total{route="readThing",status="200"} 2');
  expect(text).toContain('sluice_request_seconds_bucket{route="readThing",le="0.01"} 2');
  expect(text).toContain('sluice_request_seconds_bucket{route="readThing",le="1"} 3');
  expect(text).toContain('sluice_request_seconds_count{route="readThing"} 3');
  expect(text).toContain('sluice_refusals_total{code="policy.no-power"} 1');
  expect(text).toContain('sluice_waiting 3');
});
