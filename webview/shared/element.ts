/** Makes an element with a class and content, the way pages are built here. */
export function element(tag: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const created = document.createElement(tag);
  if (className !== '') created.className = className;
  created.append(...content);
  return created;
}
