// A table of any length: only the rows in sight exist. Sorted by its heads, walked by keys.

const ROW_HEIGHT = 34;
const AHEAD = 12;

/**
 * Makes a table. `columns` are `{key, label, width, cell(row), value(row), number, extra}`: `extra` columns are dropped
 * where the table is narrow (1) or as narrow as a telephone (2); `value` is what the column is sorted by. `open(row)` is called when a row is chosen.
 */
function makeGrid({ label, columns, open, sorted, onsort }) {
  const grid = { rows: [], shown: [], selected: -1, sort: sorted ?? null };
  const body = el("div", { class: "grid-rows", role: "rowgroup" });
  const head = el("div", { class: "grid-head", role: "row", "aria-rowindex": 1 });
  const empty = el("p", { class: "grid-empty", hidden: true }, t("no-rows"));
  const scroller = el("div", { class: "grid-body", role: "presentation" }, body, empty);
  const table = el(
    "div",
    { class: "grid", role: "grid", tabindex: 0, "aria-label": label, "aria-colcount": columns.length },
    head,
    scroller,
  );
  const id = `grid-${Math.random().toString(36).slice(2, 8)}`;

  const layout = () => {
    const width = table.clientWidth;
    const used = columns.filter(({ extra }) => !extra || width >= (extra === 2 ? 480 : 760));
    table.style.setProperty("--columns", used.map(({ width }) => width).join(" "));
    if (grid.used?.length === used.length && grid.used.every((column, index) => column === used[index])) return;
    grid.used = used;
    drawHead();
    draw(true);
  };

  const drawHead = () => {
    head.replaceChildren(
      ...grid.used.map((column, index) => {
        const direction =
          grid.sort?.key === column.key ? (grid.sort.descending ? "descending" : "ascending") : "none";
        const arrow = { descending: " ↓", ascending: " ↑", none: "" }[direction];
        const content = column.value
          ? el(
              "button",
              { type: "button", onclick: () => sortBy(column), title: column.title ?? column.label },
              column.label,
              el("span", { "aria-hidden": "true" }, arrow),
            )
          : column.label;
        const classes = `cell${column.number ? " number" : ""}`;
        return el(
          "div",
          { class: classes, role: "columnheader", "aria-sort": direction, "aria-colindex": index + 1 },
          content,
        );
      }),
    );
  };

  const sortBy = (column) => {
    const again = grid.sort?.key === column.key;
    // Numbers are most telling from the top, words from the beginning.
    grid.sort = { key: column.key, descending: again ? !grid.sort.descending : Boolean(column.number) };
    arrange();
    onsort?.(grid.sort);
  };

  const arrange = () => {
    const chosen = grid.shown[grid.selected];
    const column = columns.find(({ key }) => key === grid.sort?.key);
    grid.shown = column?.value ? sortRows(grid.rows, column.value, grid.sort.descending) : grid.rows;
    grid.selected = chosen ? grid.shown.indexOf(chosen) : -1;
    body.style.height = `${grid.shown.length * ROW_HEIGHT}px`;
    table.setAttribute("aria-rowcount", grid.shown.length + 1);
    empty.hidden = grid.shown.length > 0;
    if (grid.used) drawHead();
    draw(true);
  };

  let first = -1;
  let last = -1;
  const draw = (anew = false) => {
    if (!grid.used) return;
    const from = Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - AHEAD);
    const to = Math.min(
      grid.shown.length,
      Math.ceil((scroller.scrollTop + (scroller.clientHeight || 800)) / ROW_HEIGHT) + AHEAD,
    );
    if (!anew && from === first && to === last) return;
    [first, last] = [from, to];
    const rows = [];
    for (let index = from; index < to; index += 1) rows.push(drawRow(index));
    body.replaceChildren(...rows);
    const active = grid.selected >= from && grid.selected < to ? `${id}-${grid.selected}` : null;
    if (active) table.setAttribute("aria-activedescendant", active);
    else table.removeAttribute("aria-activedescendant");
  };

  const drawRow = (index) => {
    const row = grid.shown[index];
    const cells = grid.used.map((column, place) => {
      const classes = `cell${column.number ? " number" : ""}${column.soft ? " soft" : ""}`;
      return el("div", { class: classes, role: "gridcell", "aria-colindex": place + 1 }, column.cell(row));
    });
    const chosen = index === grid.selected;
    const attributes = {
      class: "grid-row",
      role: "row",
      id: `${id}-${index}`,
      "aria-rowindex": index + 2,
      "aria-selected": String(chosen),
    };
    const element = el("div", { ...attributes, onclick: () => choose(index) }, cells);
    element.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    return element;
  };

  /** Marks a row and brings it into sight. */
  const select = (index) => {
    if (!grid.shown.length) return;
    grid.selected = Math.min(Math.max(index, 0), grid.shown.length - 1);
    const top = grid.selected * ROW_HEIGHT;
    const height = scroller.clientHeight;
    const [above, below] = [scroller.scrollTop - top, top + ROW_HEIGHT - scroller.scrollTop - height];
    if (Math.max(above, below) > height / 2) scroller.scrollTop = top - height / 2;
    else if (above > 0) scroller.scrollTop = top;
    else if (below > 0) scroller.scrollTop += below;
    draw(true);
  };

  const choose = (index) => {
    if (!grid.shown.length) return;
    select(index);
    open(grid.shown[grid.selected]);
  };

  const page = () => Math.max(1, Math.floor(scroller.clientHeight / ROW_HEIGHT) - 1);
  const moves = {
    ArrowDown: () => grid.selected + 1,
    ArrowUp: () => grid.selected - 1,
    PageDown: () => grid.selected + page(),
    PageUp: () => grid.selected - page(),
    Home: () => 0,
    End: () => grid.shown.length - 1,
  };
  table.addEventListener("keydown", (event) => {
    if (event.target !== table || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") choose(Math.max(0, grid.selected));
    else if (moves[event.key]) select(moves[event.key]());
    else return;
    event.preventDefault();
  });
  scroller.addEventListener("scroll", () => draw(), { passive: true });
  new ResizeObserver(() => {
    layout();
    draw();
  }).observe(table);

  return Object.assign(grid, {
    element: table,
    show(rows, keep = false) {
      grid.rows = rows;
      if (!keep) scroller.scrollTop = 0;
      arrange();
    },
    select,
    choose,
    step(by) {
      choose(grid.selected < 0 ? 0 : grid.selected + by);
    },
    selectRow(row) {
      const index = grid.shown.indexOf(row);
      if (index >= 0) select(index);
      return index >= 0;
    },
    clear() {
      grid.selected = -1;
      draw(true);
    },
  });
}

/** Sorts without disturbing the order of equals; what has no value stands last either way. */
function sortRows(rows, value, descending) {
  const keyed = rows.map((row, index) => ({ row, index, key: value(row) }));
  const way = descending ? -1 : 1;
  const missing = (key) => key === null || key === undefined || key === "" || Number.isNaN(key);
  const text = keyed.some(({ key }) => typeof key === "string");
  // A collator knows the order of Chinese and of numbers in names, but is slow on very long lists.
  const collator =
    text && keyed.length < 20000 ? new Intl.Collator(language === "zh" ? "zh-CN" : "en", { numeric: true }) : null;
  keyed.sort((a, b) => {
    const [left, right] = [missing(a.key), missing(b.key)];
    if (left || right) return left - right || a.index - b.index;
    const order = collator ? collator.compare(a.key, b.key) : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    return order * way || a.index - b.index;
  });
  return keyed.map(({ row }) => row);
}
