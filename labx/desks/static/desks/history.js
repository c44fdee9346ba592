// Going back, forward or loading again shows the page that was there, where a page that was sent would ask to be sent
// once more. The sealed case stays with the entry of the tab's history: this laboratory alone can open it. Whoever comes
// to the address anew begins anew.
(() => {
  const TOKEN = "csrfmiddlewaretoken";
  const isNew = performance.getEntriesByType("navigation")[0].type === "navigate";
  const shown = document.querySelector("form.type-size"); // it sends what shows this page again
  const keep = () => history.replaceState([...new FormData(shown)].filter(([name]) => name !== TOKEN), "");
  if (shown) {
    keep();
    addEventListener("hashchange", keep);
  } else if (!isNew && Array.isArray(history.state)) {
    const again = Object.assign(document.createElement("form"), { method: "post", hidden: true });
    const token = document.querySelector(`[name=${TOKEN}]`).value;
    for (const [name, value] of [...history.state, [TOKEN, token]]) {
      again.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.replaceChildren(again);
    again.submit(); // before this page has loaded: it takes the place of the entry
  }
})();
