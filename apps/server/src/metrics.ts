import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AnsweredRequest } from '@sluice/http';

/** Upper bounds of the time histogram, seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface RouteSeries {
  readonly statuses: Map<number, number>;
  readonly buckets: number[];
  sum: number;
  count: number;
}

export interface Metrics {
  count(request: AnsweredRequest): void;
  refused(code: string): void;
  /** A figure asked for at the moment of reading, e.g. the length of a queue. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** Prometheus text format, version 0.0.4. */
  print(): Promise<string>;
  close(): void;
}

/** Figures of the running server. Labels are names of routes, statuses and codes: nothing of a request's content. */
export function createMetrics(): Metrics {
  const routes = new Map<string, RouteSeries>();
  const refusals = new Map<string, number>();
  const gauges: { name: string; help: string; read: () => number | Promise<number> }[] = [];
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    count({ route, status, milliseconds }) {
      const series = routes.get(route) ?? { statuses: new Map(), buckets: BUCKETS.map(() => 0), sum: 0, count: 0 };
      routes.set(route, series);
      series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1);
      series.sum += milliseconds / 1000;
      series.count += 1;
      BUCKETS.forEach((bound, i) => {
        if (milliseconds / 1000 <= bound) series.buckets[i] = (series.buckets[i] ?? 0) + 1;
      });
    },
    refused: (code) => void refusals.set(code, (refusals.get(code) ?? 0) + 1),
    gauge: (name, help, read) => void gauges.push({ name, help, read }),
    async print() {
      const lines = [...requestLines(routes), ...refusalLines(refusals)];
      for (const { name, help, read } of gauges) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${await read()}`);
      }
      lines.push(
        '# HELP process_resident_memory_bytes Memory of this process.',
        '# TYPE process_resident_memory_bytes gauge',
      );
      lines.push(`process_resident_memory_bytes ${process.memoryUsage.rss()}`);
      lines.push(
        '# HELP sluice_event_loop_delay_seconds 99th percentile since the start.',
        '# TYPE sluice_event_loop_delay_seconds gauge',
      );
      lines.push(`sluice_event_loop_delay_seconds ${(delay.percentile(99) / 1e9).toFixed(6)}`);
      return `${lines.join('\n')}\n`;
    },
    close: () => void delay.disable(),
  };
}

function requestLines(routes: ReadonlyMap<string, RouteSeries>): string[] {
  const lines = ['# HELP sluice_requests_total Requests answered.', '# TYPE sluice_requests_total counter'];
  for (const [route, { statuses }] of routes) {
    for (const [status, count] of statuses)
      lines.push(`sluice_requests_total{route="${route}",status="${status}"} ${count}`);
  }
  lines.push('# HELP sluice_request_seconds Time to the answer.', '# TYPE sluice_request_seconds histogram');
  for (const [route, { buckets, sum, count }] of routes) {
    BUCKETS.forEach((bound, i) =>
      lines.push(`sluice_request_seconds_bucket{route="${route}",le="${bound}"} ${buckets[i]}`),
    );
    lines.push(`sluice_request_seconds_bucket{route="${route}",le="+Inf"} ${count}`);
    lines.push(
      `sluice_request_seconds_sum{route="${route}"} ${sum.toFixed(6)}`,
      `sluice_request_seconds_count{route="${route}"} ${count}`,
    );
  }
  return lines;
}

function refusalLines(refusals: ReadonlyMap<string, number>): string[] {
  const lines = [
    '# HELP sluice_refusals_total Requests turned away, by reason.',
    '# TYPE sluice_refusals_total counter',
  ];
  for (const [code, count] of refusals) lines.push(`sluice_refusals_total{code="${code}"} ${count}`);
  return lines;
}
