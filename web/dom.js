// @ts-check

/** @typedef {Readonly<Record<string, string | null>>} Attributes Those that are null are left out. */

/**
 * Makes an element. Text goes in as text nodes only, so nothing that a stranger wrote can become markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children);
  return made;
}

/**
 * Sets or removes an attribute, and touches the page only where it changes.
 *
 * @param {Element} target
 * @param {string} name
 * @param {string | null} value
 */
export function setAttribute(target, name, value) {
  if (target.getAttribute(name) === value) return;
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}

/**
 * Sets the text, and touches the page only where it changes.
 *
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * The element of the page with this id.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} with the id ${id}`);
}

/**
 * @template Item
 * @typedef {{ element: Element, update: (item: Item) => void }} ItemView
 */

/**
 * Keeps a parent's children in step with a list: an item's element lives as long as its key is in the list, and only
 * those that moved are moved, so focus and selection survive.
 *
 * @template {{ key: string }} Item
 * @param {Element} parent
 * @param {(item: Item) => ItemView<Item>} create
 * @returns {(items: readonly Item[]) => void}
 */
export function keyedList(parent, create) {
  /** @type {Map<string, ItemView<Item>>} */
  const views = new Map();
  return function renderList(items) {
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, view] of views) {
      if (keys.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      const view = views.get(item.key) ?? create(item);
      views.set(item.key, view);
      view.update(item);
      if (view.element === place) place = place.nextElementSibling;
      else parent.insertBefore(view.element, place);
    }
  };
}
