// Sends one load of loads.json (named by LOAD) at a constant arrival rate, and counts what came back.
//
// Which request an iteration sends follows from its number alone, so the mix is exact and the same in every run. The
// counts printed at the end are the ground truth that a scenario's expectations refer to.
import http from 'k6/http';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';

const load = JSON.parse(open('/lab/loads.json'))[__ENV.LOAD];
const statuses = [0, 200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503, 504];
const responses = new Counter('responses');

// Requests with the same method and path differ in their query only; the first of them stands for all.
const first = load.requests.map(({ method, path }) =>
  load.requests.findIndex((other) => other.method === method && other.path === path),
);

// k6 keeps a count or a trend per tag only where a threshold asks for it.
const thresholds = {};
load.requests.forEach((_, entry) => {
  for (const status of [...statuses, 'other']) {
    thresholds[`responses{entry:${entry},status:${status}}`] = ['count>=0'];
  }
  thresholds[`http_req_duration{request:${first[entry]}}`] = ['max>=0'];
});

// The percentiles 0 to 100.
const percentiles = Array.from({ length: 99 }, (_, index) => `p(${index + 1})`);
const statistics = ['min', ...percentiles, 'max'];

export const options = {
  thresholds,
  summaryTrendStats: statistics,
  discardResponseBodies: true,
  scenarios: {
    load: {
      executor: 'constant-arrival-rate',
      rate: Math.round(load.rate * 60),
      timeUnit: '1m',
      duration: `${load.seconds * 1000}ms`,
      preAllocatedVUs: load.users,
      maxVUs: load.users * 4,
      gracefulStop: '10s',
    },
  },
};

export function setup() {
  return { started: Date.now() };
}

export default function () {
  const iteration = exec.scenario.iterationInTest;
  const entry = load.order[iteration % load.order.length];
  const { method, path, query, body } = load.requests[entry];
  const url = load.url + path.replace('{id}', String(iteration % 100)) + query;
  const answer = http.request(method, url, body, {
    headers: body === null ? {} : { 'Content-Type': 'application/json' },
    timeout: '10s',
    // The address with its item number would become a label value of k6's own metrics.
    tags: { name: path, request: String(first[entry]) },
  });
  const status = statuses.includes(answer.status) ? answer.status : 'other';
  responses.add(1, { entry: String(entry), status: String(status) });
}

export function handleSummary(data) {
  const counts = [];
  load.requests.forEach((_, entry) => {
    for (const status of [...statuses, 'other']) {
      const metric = data.metrics[`responses{entry:${entry},status:${status}}`];
      if (metric && metric.values.count > 0) {
        counts.push({ entry, status: String(status), count: metric.values.count });
      }
    }
  });
  const times = [];
  for (const entry of new Set(first)) {
    const metric = data.metrics[`http_req_duration{request:${entry}}`];
    // Only a query may ask for a duration.
    if (metric && load.requests[entry].query) {
      // Milliseconds.
      times.push({ entry, percentiles: statistics.map((name) => Number(metric.values[name].toFixed(3))) });
    }
  }
  const total = (name) => (data.metrics[name] ? data.metrics[name].values.count : 0);
  const summary = {
    started: data.setup_data.started / 1000,
    ended: Date.now() / 1000,
    sent: total('iterations'),
    dropped: total('dropped_iterations'),
    counts,
    times,
  };
  return { stdout: `LAB-LOAD ${JSON.stringify(summary)}\n` };
}
