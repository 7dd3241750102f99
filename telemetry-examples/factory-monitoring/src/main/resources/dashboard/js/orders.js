// What the buttons ask of the job. The answer only says that the order is on its way.

const NAME = 'operator-name';

/** Who gives the orders: kept for the next visit. */
export function operator() {
  return localStorage.getItem(NAME) || 'operator';
}

export function rememberOperator(name) {
  localStorage.setItem(NAME, name.trim());
}

/** Resolves to null, or to the reason why not. */
export async function order(path, request) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...request, by: operator() }),
    });
    if (response.ok) return null;
    const answer = await response.json().catch(() => ({}));
    return answer.error ?? answer.title ?? `The server answered ${response.status}.`;
  } catch {
    return 'The dashboard does not answer.';
  }
}
