"""The desk where questions are asked: the log of turns, the box, the panel of sources, and what the browser shows by itself."""

from collections.abc import Sequence

from markupsafe import Markup

from ui import text_fr
from ui.html.pieces import NOTHING, TALL_MARK, escaped
from ui.text_fr import ask as words


def desk_html() -> Markup:
    """The whole view; ask.js fills the log and the panel, its sentences are the data attributes of the log."""
    return Markup(
        '<div id="desk" hx-boost="true" hx-target="#view" hx-swap="innerHTML show:window:top">{}<div id="sources">{}</div></div>'
    ).format(_talk(), _panel())


def _talk() -> Markup:
    return Markup(
        '<div id="talk"><h1 class="unseen" tabindex="-1">{view}</h1><div id="welcome"><h2>{welcome}</h2><p>{line}</p></div>'
        '<div id="log" role="log" aria-live="polite" aria-label="{log}" {sentences}></div>'
        '{composer}<div id="examples-box"></div>{edit}{stopped}<p id="heard" class="unseen" role="status"></p></div>'
    ).format(
        view=text_fr.VIEWS["question"],
        welcome=text_fr.WELCOME,
        line=text_fr.WELCOME_LINE,
        log=text_fr.CONVERSATION,
        sentences=_sentences(),
        composer=_composer(),
        edit=_edit_template(),
        stopped=_stopped_template(),
    )


def _sentences() -> Markup:
    told = {
        "searching": text_fr.SEARCHING,
        "lost": text_fr.SERVER_LOST,
        "busy": text_fr.SERVER_BUSY,
        "asked": text_fr.YOU_ASKED,
        "copied": words.COPIED,
        "copied-link": words.COPIED_LINK,
        "not-copied": words.NOT_COPIED,
        "export-failed": words.EXPORT_FAILED,
    }
    return Markup(" ").join(Markup('data-{}="{}"').format(name, sentence) for name, sentence in told.items())


def _composer() -> Markup:
    exports = NOTHING.join(
        Markup('<button type="button" class="mini" data-export="{}">{}</button>').format(form, label)
        for form, label in words.EXPORTS.items()
    )
    return Markup(
        '<div id="dock"><div id="narrowing"></div><form id="composer" hx-boost="false"><div id="question"><label for="question-text">{label}</label>'
        '<textarea id="question-text" name="question" rows="1" placeholder="{placeholder}" autocomplete="off"></textarea></div>'
        '<button type="submit" id="send">{send}</button><button type="button" id="stop" data-stop hidden>{stop}</button></form>'
        '<div id="conversation-actions"><button type="button" class="mini" id="clear" data-new>{new}</button>'
        '<details class="exports"><summary class="mini">{export}</summary><p class="actions">{exports}</p></details>'
        '<span class="kept">{kept}</span></div></div>'
    ).format(
        label=text_fr.QUESTION_LABEL,
        placeholder=text_fr.QUESTION_PLACEHOLDER,
        send=text_fr.SEND,
        stop=words.STOP,
        new=words.NEW,
        export=words.EXPORT,
        exports=exports,
        kept=words.KEPT_HERE,
    )


def _panel() -> Markup:
    return Markup('<aside id="panel" aria-label="{}" hidden><h2>{}</h2><div id="evidence"></div></aside>').format(
        text_fr.SOURCES, text_fr.SOURCES
    )


def _edit_template() -> Markup:
    return Markup(
        '<template id="edit-template"><form class="edit" hx-boost="false"><label>{label}<textarea rows="2"></textarea></label><p class="soft edit-note">{note}</p>'
        '<p class="actions"><button type="submit" class="button main">{ask}</button><button type="button" class="button quiet" data-cancel>{cancel}</button></p>'
        "</form></template>"
    ).format(label=words.EDITED, note=words.EDIT_NOTE, ask=words.EDIT_ASK, cancel=words.CANCEL)


def _stopped_template() -> Markup:
    """What ask.js puts under a question whose answer was stopped: the server knows nothing of it."""
    return Markup(
        '<template id="stopped-template"><div class="answer stopped"><p>{}</p></div><div class="after" aria-live="off">'
        '<button type="button" class="mini" data-edit>{}</button><button type="button" class="mini retry" data-retry>{}</button></div></template>'
    ).format(words.STOPPED, words.EDIT, words.RETRY)


def examples_html(questions: Sequence[str]) -> Markup:
    if not questions:
        return NOTHING
    return Markup('<section id="examples" aria-labelledby="examples-title"><h3 id="examples-title">{}</h3>{}</section>').format(
        text_fr.EXAMPLES_TITLE, question_list(questions)
    )


def question_list(questions: Sequence[str]) -> Markup:
    """Questions that are asked by a click."""
    buttons = NOTHING.join(
        Markup('<li><button type="button" class="suggestion" data-ask="{}">{}</button></li>').format(
            question, escaped(TALL_MARK.sub("\u00a0", question))
        )
        for question in questions
    )
    return Markup('<ul class="suggestions">{}</ul>').format(buttons)
