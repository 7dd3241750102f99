// The live connection. The browser reconnects by itself until the server refuses; then we do.

const RETRY_MILLIS = 2000;

export function listen({ onUpdate, onLost, onRefused }) {
  const source = new EventSource('/events');
  source.addEventListener('update', (event) => onUpdate(JSON.parse(event.data)));
  source.addEventListener('refused', (event) => {
    source.close();
    onRefused(event.data);
  });
  source.addEventListener('error', () => {
    onLost();
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ onUpdate, onLost, onRefused }), RETRY_MILLIS);
    }
  });
  addEventListener('pagehide', () => source.close(), { once: true });
}
