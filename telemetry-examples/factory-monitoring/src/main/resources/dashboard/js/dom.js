// Elements from names and texts. Data reaches the page through textContent and attributes only.

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** The text with places where a long name may be broken. */
export function breakable(text) {
  return text.split(/(?<=[_.-])/).flatMap((part, i) => (i ? [document.createElement('wbr'), part] : [part]));
}

export function setText(node, text) {
  // an unchanged text is left alone, or a screen reader would read it again and again
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function byId(id) {
  return document.getElementById(id);
}
