// Elements, made and found.

type Child = Node | string | undefined | false;

/** An element with properties and children. Text is text: nothing is read as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> & { data?: Record<string, string> } = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  const { data, ...others } = properties;
  Object.assign(element, others);
  Object.assign(element.dataset, data);
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** The element of the page with this id. */
export function find<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as E;
}

/** A button that does something. */
export function button(label: string, act: () => unknown, properties: Partial<HTMLButtonElement> = {}) {
  const made = make("button", { type: "button", ...properties }, label);
  made.addEventListener("click", () => void act());
  return made;
}

/** What stands in backticks, and object ids. */
const CODE = /`([^`]*)`|\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/;

/** Text in which what stands in backticks is code; an object id is, too, and may be passed over. */
export function rich(text: string): Node[] {
  const parts: (string | undefined)[] = text.split(CODE);
  return parts.flatMap((part, index) => {
    if (part === undefined) return [];
    if (index % 3 === 0) return document.createTextNode(part);
    return make("code", { className: index % 3 === 1 ? "" : "id" }, part);
  });
}

/** Says something to who listens to the page. */
export function announce(text: string): void {
  find("announcement").textContent = text;
}

/** A button that copies a text, and says so. `what` is what it copies, for who does not see it. */
export function copyButton(text: () => string, what: string, shownIn: () => Element): HTMLButtonElement {
  const made = button("Copy", async () => {
    await copy(text(), shownIn());
    made.textContent = "Copied";
    announce(`Copied ${what}`);
    setTimeout(() => (made.textContent = "Copy"), 2000);
  });
  made.className = "copy";
  made.setAttribute("aria-label", `Copy ${what}`);
  return made;
}

async function copy(text: string, shownIn: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Where the clipboard is closed to the page, what is selected can still be copied.
    getSelection()?.selectAllChildren(shownIn);
    document.execCommand("copy");
  }
}

/** Saves a text as a file. */
export function save(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  // The browser has to have begun with it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
