// <labx-desk pack="bereavement-pt" src="https://lab.example.pt" lang="pt">: a desk inside the page of another portal.
// It asks the API of the laboratory and keeps nothing: what is answered stands in this page and goes when it closes.
(() => {
  const HOME = document.currentScript ? new URL(document.currentScript.src).origin : "";
  const WORDS = {
    pt: {
      lead: "Algumas perguntas e depois um plano. Pode deixar o que quiser em branco.",
      kept: "Nada fica guardado. Quando fechar esta página, as respostas desaparecem.",
      next: "Continuar", unknown: "Não sei ou prefiro não dizer", plan: "Ver o plano", more: "Responder a mais perguntas",
      yes: "Sim", no: "Não", yours: "O seu plano", documents: "Documentos e para que servem", know: "Para saber",
      may: "Isto pode aplicar-se", answers: "As suas respostas", change: "Mudar", what: "O que fazer", who: "Quem o pode fazer",
      where: "Onde", bring: "Leve", first: "Antes disto", source: "Fonte", again: "Tentar outra vez",
      unverified: "Ainda por confirmar: pergunte antes de contar com isto.",
      overdue: "Esta regra já devia ter sido revista. Pergunte antes a um balcão.",
      take: "Levar consigo", pdf: "O plano em PDF", dates: "As datas para o calendário", whole: "As cartas e o resto, no laboratório",
      carried: "O que respondeu vai consigo, num separador novo. Também lá nada fica guardado.",
      failed: "Não foi possível falar com o laboratório. As suas respostas continuam aqui.", waiting: "A calcular…",
      none: "Ainda não há passos certos. Responda a mais perguntas.", left: (n) => (n === 1 ? "Falta cerca de 1 pergunta" : `Faltam cerca de ${n} perguntas`),
      hours: "As primeiras horas", week: "A primeira semana", months: "Os primeiros meses", later: "Mais tarde",
    },
    en: {
      lead: "A few questions, then a plan. You can leave anything empty.",
      kept: "Nothing is kept. When you close this page, your answers are gone.",
      next: "Continue", unknown: "I do not know, or would rather not say", plan: "See the plan", more: "Answer more questions",
      yes: "Yes", no: "No", yours: "Your plan", documents: "Documents and what they are for", know: "To know",
      may: "This may apply", answers: "Your answers", change: "Change", what: "What to do", who: "Who may do it",
      where: "Where", bring: "Bring", first: "Do first", source: "Source", again: "Try again",
      unverified: "Not verified yet: ask before you rely on it.",
      overdue: "This rule should have been reviewed by now. Ask at a counter first.",
      take: "Take it with you", pdf: "The plan as a PDF", dates: "The dates for a calendar", whole: "The letters and the rest, in the laboratory",
      carried: "What you answered goes with you, in a new tab. Nothing is kept there either.",
      failed: "The laboratory could not be reached. Your answers are still here.", waiting: "Working it out…",
      none: "No step is certain yet. Answer more questions.", left: (n) => (n === 1 ? "About 1 question left" : `About ${n} questions left`),
      hours: "The first hours", week: "The first week", months: "The first months", later: "Later",
    },
  };
  const STYLE = `
    :host { display: block; max-width: 42rem; font: inherit; line-height: 1.5; color: CanvasText; background: Canvas; padding: 1rem; border: 1px solid; }
    h2:focus { outline: none; }
    h2 { font-size: 1.5rem; } h3 { font-size: 1.2rem; margin-top: 2rem; } h4 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
    p, ul, dl, dd, fieldset { margin: 0.25rem 0; } fieldset { border: 0; padding: 0; } .field { margin: 1.25rem 0; }
    legend, .field > label { font-weight: 700; padding: 0; } .choice { display: flex; gap: 0.5rem; align-items: center; min-height: 2.75rem; }
    input:not([type=radio]) { font: inherit; padding: 0.5rem; min-height: 2.75rem; max-width: 100%; box-sizing: border-box; border: 2px solid; }
    input[type=radio] { inline-size: 1.25rem; block-size: 1.25rem; flex: none; }
    button { font: inherit; padding: 0.5rem 1rem; min-height: 2.75rem; margin: 0.5rem 0.5rem 0 0; border: 2px solid; background: Canvas; color: CanvasText; cursor: pointer; }
    button.main { background: CanvasText; color: Canvas; } :focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
    .error { font-weight: 700; border-inline-start: 4px solid; padding-inline-start: 0.5rem; } .old { border-inline-start: 4px dashed GrayText; padding-inline-start: 0.5rem; }
    summary { min-height: 2.75rem; display: flex; align-items: center; cursor: pointer; text-decoration: underline; } .small { font-size: 0.9rem; }`;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children.flat().filter((one) => one !== "" && one !== null && one !== undefined));
    return made;
  };

  // The offset that the clocks of a zone had at a time on the wall: what the API asks moments with.
  const withZone = (wall, zone) => {
    const offsetAt = (instant) => {
      const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(instant);
      return parts.find((part) => part.type === "timeZoneName").value.replace("GMT", "") || "+00:00";
    };
    const guess = offsetAt(new Date(`${wall}Z`));
    return `${wall}:00${offsetAt(new Date(`${wall}:00${guess}`))}`;
  };

  class Desk extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.facts = {};
      this.unknown = new Set();
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.language = (this.getAttribute("lang") || document.documentElement.lang || "pt").slice(0, 2) === "en" ? "en" : "pt";
      this.words = WORDS[this.language];
      this.address = `${this.getAttribute("src") || HOME}/api/desks/${encodeURIComponent(this.getAttribute("pack") || "")}`;
      this.begin();
    }

    async ask(address, body) {
      const sent = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
      const answer = await fetch(address, { ...sent, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
      const content = await answer.json();
      if (!answer.ok && !content.errors) throw new Error(content.detail);
      return content;
    }

    // Anything that fails to reach the laboratory loses nothing: the same step can be tried again.
    async attempt(step) {
      this.status?.replaceChildren(this.words.waiting);
      try {
        await step();
      } catch {
        const again = element("button", { type: "button", className: "main", onclick: () => this.attempt(step) }, this.words.again);
        this.show(this.desk?.title || "", element("p", { className: "error" }, this.words.failed), again);
      }
    }

    begin() {
      this.attempt(async () => {
        this.desk = await this.ask(`${this.address}?language=${this.language}`);
        this.known = new Map(this.desk.facts.map((fact) => [fact.name, fact]));
        const lead = [element("p", {}, this.words.lead), element("p", { className: "small" }, this.words.kept)];
        this.questions(this.desk.title, this.desk.first_questions, lead, false);
      });
    }

    show(title, ...parts) {
      const isFirst = !this.heading;
      this.heading = element("h2", { tabIndex: -1 }, title);
      this.status = element("p", { role: "status", className: "small" });
      this.shadowRoot.replaceChildren(element("div", { lang: this.language === "en" ? "en" : "pt-PT" }, this.heading, ...parts, this.status));
      if (!isFirst) this.heading.focus();
    }

    questions(title, names, lead, mayDecline, errors = {}) {
      const fields = names.map((name) => this.field(this.known.get(name), errors[name]));
      const form = element("form", { noValidate: true }, fields);
      form.append(element("button", { className: "main" }, this.words.next));
      if (mayDecline) form.append(this.button(this.words.unknown, () => this.decline(names[0])));
      form.append(element("button", { value: "plan" }, this.words.plan));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const data = new FormData(form);
        const isLast = event.submitter?.value === "plan";
        this.attempt(() => this.answer(data, title, names, mayDecline, isLast));
      });
      this.show(title, lead, form);
      if (Object.keys(errors).length) this.shadowRoot.querySelector("[aria-invalid]").focus();
    }

    button(label, onclick, hidden = "") {
      return element("button", { type: "button", onclick, ariaLabel: hidden ? `${label}: ${hidden}` : null }, label);
    }

    field(fact, error) {
      const hint = element("p", { id: `${fact.name}-why`, className: "small" }, fact.why);
      const told = error ? element("p", { id: `${fact.name}-error`, className: "error" }, error) : "";
      const described = error ? `${fact.name}-error ${fact.name}-why` : `${fact.name}-why`;
      const codes = fact.type === "bool" ? [["true", this.words.yes], ["false", this.words.no]] : fact.answers.map((one) => [one.code, one.label]);
      if (fact.type === "bool" || fact.type === "code") {
        const choices = codes.map(([code, label]) => {
          const input = element("input", { type: "radio", name: fact.name, value: code, checked: String(this.facts[fact.name]) === code });
          return element("label", { className: "choice" }, input, label);
        });
        const group = element("fieldset", { className: "field" }, element("legend", {}, fact.question), hint, told, choices);
        group.setAttribute("aria-describedby", described);
        if (error) choices[0].firstChild.setAttribute("aria-invalid", "true");
        return group;
      }
      const type = { date: "date", timestamp: "datetime-local", number: "number" }[fact.type];
      const input = element("input", { type, name: fact.name, id: fact.name, value: String(this.facts[fact.name] ?? "").slice(0, 16) });
      input.setAttribute("aria-describedby", described);
      if (error) input.setAttribute("aria-invalid", "true");
      return element("div", { className: "field" }, element("label", { htmlFor: fact.name }, fact.question), hint, told, input);
    }

    read(fact, text) {
      if (fact.type === "bool") return text === "true";
      if (fact.type === "number") return Number(text);
      if (fact.type === "timestamp") return withZone(text.slice(0, 16), this.desk.zones[this.facts[this.desk.region]] || "Europe/Lisbon");
      return text;
    }

    async answer(data, title, names, mayDecline, isLast) {
      for (const name of names) {
        const text = data.get(name);
        if (text) this.facts[name] = this.read(this.known.get(name), text);
        else delete this.facts[name];
        this.unknown.delete(name);
        if (!text && mayDecline && !isLast) this.unknown.add(name);
      }
      const made = await this.made();
      if (made.errors) {
        const errors = Object.fromEntries(made.errors.map((one) => [one.place.split(":")[0], `${one.message} ${one.cure}`]));
        const wrong = names.filter((name) => errors[name]);
        return wrong.length ? this.questions(title, names, [], mayDecline, errors) : this.plan(made);
      }
      return isLast ? this.plan(made) : this.next(made);
    }

    decline(name) {
      delete this.facts[name];
      this.unknown.add(name);
      this.attempt(async () => this.next(await this.made()));
    }

    made() {
      return this.ask(`${this.address}/plan`, { facts: this.facts, unknown: [...this.unknown], language: this.language });
    }

    next(made) {
      const [question] = made.questions;
      if (!question) return this.plan(made);
      const left = element("p", { className: "small" }, this.words.left(made.questions.length));
      return this.questions(this.desk.title, [question.name], [left], true);
    }

    async plan(known) {
      const made = known || (await this.made());
      if (made.errors) throw new Error("The answers were refused.");
      const titles = new Map(made.procedures.map((one) => [one.name, one.title]));
      const labels = new Map(made.documents.map((one) => [one.name, one.label]));
      const steps = (wanted) => made.procedures.filter(wanted).map((one) => this.step(one, titles, labels));
      const isUrgent = (one) => one.state === "may_apply" && one.phase === "hours";
      const phases = ["hours", "week", "months", "later"].flatMap((phase) => {
        const found = steps((one) => one.state === "applies" && one.is_task && one.phase === phase);
        // What may be urgent is not folded away because a question is open.
        if (phase === "hours") found.push(...steps(isUrgent));
        return found.length ? [element("h3", {}, this.words[phase]), ...found] : [];
      });
      this.show(
        this.words.yours,
        made.contradictions.map((text) => element("p", { className: "error" }, text)),
        made.review.is_overdue ? element("p", { className: "error" }, this.words.overdue) : "",
        made.questions.length ? element("button", { type: "button", className: "main", onclick: () => this.next(made) }, this.words.more) : "",
        phases.length ? phases : element("p", {}, this.words.none),
        this.folded(this.words.documents, made.documents.map((one) => element("li", {}, `${one.label}: ${one.procedures.map((name) => titles.get(name)).join("; ")}`))),
        this.folded(this.words.know, steps((one) => one.state === "applies" && !one.is_task)),
        this.folded(this.words.may, steps((one) => one.state === "may_apply" && !isUrgent(one))),
        this.folded(this.words.answers, Object.keys(this.facts).map((name) => this.given(name))),
        element("p", { className: "small" }, `${made.review.words}. ${made.notice} ${this.words.kept}`),
        element("h3", {}, this.words.take),
        this.taking(made.case),
      );
    }

    // A form, so that the answers stand in no address: sealed by the laboratory, which alone can read them.
    taking(sealed) {
      const hidden = (name, value) => element("input", { type: "hidden", name, value });
      const button = (value) => element("button", { name: "go", value }, this.words[value]);
      const form = element("form", { method: "post", action: this.desk.arrive, target: "_blank" }, hidden("case", sealed), hidden("language", this.language));
      form.setAttribute("rel", "noopener noreferrer");
      form.append(button("whole"), button("pdf"), button("dates"), element("p", { className: "small" }, this.words.carried));
      return form;
    }

    folded(title, parts) {
      if (!parts.length) return "";
      const list = parts[0].tagName === "LI" ? element("ul", {}, parts) : parts;
      return element("details", {}, element("summary", {}, title), list);
    }

    step(one, titles, labels) {
      const lines = [
        ...one.limits.map((limit) => limit.text), one.what, one.late, one.cost,
        one.who.length ? `${this.words.who}: ${one.who.map((who) => who.label).join("; ")}` : "",
        one.counters.length ? `${this.words.where}: ${one.counters.map((counter) => counter.label).join("; ")}` : "",
        one.documents.length ? `${this.words.bring}: ${one.documents.map((name) => labels.get(name)).filter(Boolean).join("; ")}` : "",
        one.after.length ? `${this.words.first}: ${one.after.map((name) => titles.get(name)).join("; ")}` : "",
        `${one.why} ${this.words.source}: ${one.source}`,
      ];
      const dates = one.limits.filter((limit) => limit.words).map((limit) => element("p", {}, element("strong", {}, limit.words)));
      const marks = [one.is_unverified ? this.words.unverified : "", one.is_overdue ? this.words.overdue : ""].filter(Boolean);
      const body = one.state === "may_apply" ? element("p", {}, one.why) : element("details", {}, element("summary", {}, this.words.what), lines.filter(Boolean).map((text) => element("p", {}, text)));
      return element("section", { className: one.is_overdue ? "old" : "" }, element("h4", {}, one.title), dates, marks.map((text) => element("p", { className: "small" }, element("strong", {}, text))), body);
    }

    given(name) {
      const fact = this.known.get(name);
      const value = this.facts[name];
      const words = fact.answers.find((one) => one.code === value)?.label ?? { true: this.words.yes, false: this.words.no }[value] ?? String(value);
      return element("li", {}, `${fact.label}: ${words} `, this.button(this.words.change, () => this.questions(this.desk.title, [name], [], true), fact.label));
    }
  }

  if (!customElements.get("labx-desk")) customElements.define("labx-desk", Desk);
})();
