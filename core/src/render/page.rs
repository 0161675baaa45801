//! Words on lines: hanging indents, a width that is kept, colours where they are wanted.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::clean::clean;

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// How many columns a line may take; a single longer token is not broken.
    pub width: usize,
    /// Whether ANSI colours are written.
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, colour: false }
    }
}

/// What a piece of text looks like where colours are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Faint,
    Good,
    Doubt,
    Bad,
}

impl Ink {
    const fn codes(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("\u{1b}[1m"),
            Self::Faint => Some("\u{1b}[2m"),
            Self::Good => Some("\u{1b}[1;32m"),
            Self::Doubt => Some("\u{1b}[1;33m"),
            Self::Bad => Some("\u{1b}[1;31m"),
        }
    }
}

const RESET: &str = "\u{1b}[0m";

/// A piece of a paragraph. It starts a new word.
pub(super) struct Span<'a> {
    ink: Ink,
    text: Cow<'a, str>,
    commands: bool,
}

impl<'a> Span<'a> {
    pub(super) fn new(ink: Ink, text: impl Into<Cow<'a, str>>) -> Self {
        Self { ink, text: text.into(), commands: false }
    }

    /// What stands in backticks is a command, and stays on one line so that it can be copied.
    pub(super) fn with_commands(mut self) -> Self {
        self.commands = true;
        self
    }
}

pub(super) fn plain<'a>(text: impl Into<Cow<'a, str>>) -> Span<'a> {
    Span::new(Ink::Plain, text)
}

pub(super) fn strong<'a>(text: impl Into<Cow<'a, str>>) -> Span<'a> {
    Span::new(Ink::Strong, text)
}

pub(super) fn faint<'a>(text: impl Into<Cow<'a, str>>) -> Span<'a> {
    Span::new(Ink::Faint, text)
}

/// The text so far.
pub(super) struct Page {
    style: Style,
    out: String,
}

impl Page {
    pub(super) const fn new(style: Style) -> Self {
        Self { style, out: String::new() }
    }

    pub(super) const fn width(&self) -> usize {
        self.style.width
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Text that is to be copied as it is, and that has nothing in it that could drive a terminal.
    pub(super) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.out.push('\n');
        self.paragraph("", &[strong(text)]);
    }

    /// A paragraph behind a lead such as `"  - "`; its further lines hang below the first word.
    pub(super) fn paragraph(&mut self, lead: &str, spans: &[Span<'_>]) {
        self.marked(lead, Ink::Plain, spans);
    }

    /// A paragraph whose lead has an ink of its own.
    pub(super) fn marked(&mut self, lead: &str, ink: Ink, spans: &[Span<'_>]) {
        let hang = count(lead);
        let mut line = Line { page: self, column: hang, hang, empty: true, last: Ink::Plain };
        line.lead(lead, ink, spans);
        for span in spans {
            for word in words(&clean(&span.text), span.commands) {
                line.put(word, span.ink);
            }
        }
        self.end_line();
    }

    /// One line behind a lead, cut where the width ends.
    pub(super) fn cut_line(&mut self, lead: &str, ink: Ink, text: &str) {
        self.ink(lead.trim_end(), ink);
        self.spaces(count(lead) - count(lead.trim_end()));
        let (text, room) = (clean(text), self.style.width.saturating_sub(count(lead)));
        match text.char_indices().nth(room) {
            None => self.out.push_str(&text),
            Some(_) => self.out.extend(text.chars().take(room.saturating_sub(1)).chain(['…'])),
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        self.out.push('\n');
    }

    fn ink(&mut self, text: &str, ink: Ink) {
        match ink.codes().filter(|_| self.style.colour) {
            Some(codes) => self.out.extend([codes, text, RESET]),
            None => self.out.push_str(text),
        }
    }

    /// Words of the same ink share their codes.
    fn after_space(&mut self, word: &str, ink: Ink, last: Ink) {
        if ink == last && self.out.ends_with(RESET) {
            self.out.truncate(self.out.len() - RESET.len());
            self.out.extend([" ", word, RESET]);
        } else {
            self.out.push(' ');
            self.ink(word, ink);
        }
    }

    fn spaces(&mut self, number: usize) {
        self.out.extend(core::iter::repeat_n(' ', number));
    }
}

struct Line<'a> {
    page: &'a mut Page,
    column: usize,
    hang: usize,
    empty: bool,
    last: Ink,
}

impl Line<'_> {
    /// Writes the lead; a blank one gives way to a first word that needs the room.
    fn lead(&mut self, lead: &str, ink: Ink, spans: &[Span<'_>]) {
        if lead.trim().is_empty() {
            self.column = self.room_for(spans);
            self.page.spaces(self.column);
        } else {
            let bare = lead.trim_start_matches(' ');
            self.page.spaces(count(lead) - count(bare));
            self.page.ink(bare.trim_end(), ink);
            self.page.spaces(count(bare) - count(bare.trim_end()));
        }
    }

    fn room_for(&self, spans: &[Span<'_>]) -> usize {
        let first = spans.first().map(|span| (clean(&span.text), span.commands));
        let length =
            first.and_then(|(text, commands)| words(&text, commands).first().map(|word| count(word)));
        self.indent(length.unwrap_or(0))
    }

    /// The hanging indent, less where that makes a long word fit.
    fn indent(&self, length: usize) -> usize {
        self.page.style.width.checked_sub(length).map_or(self.hang, |room| self.hang.min(room))
    }

    fn put(&mut self, word: &str, ink: Ink) {
        let length = count(word);
        let gap = usize::from(!self.empty);
        let overflows = self.column + gap + length > self.page.style.width;
        if overflows && (!self.empty || self.column > self.indent(length)) {
            self.next(length);
            self.page.ink(word, ink);
        } else if gap == 1 {
            self.page.after_space(word, ink, self.last);
            self.column += 1;
        } else {
            self.page.ink(word, ink);
        }
        self.column += length;
        self.empty = false;
        self.last = ink;
    }

    fn next(&mut self, length: usize) {
        self.page.end_line();
        self.column = self.indent(length);
        self.page.spaces(self.column);
    }
}

/// How commands begin that people copy. Anything else in backticks, such as a name, may be wrapped.
const COMMANDS: &[&str] = &["`az ", "`flowlock ", "`Get-", "`Invoke-", "`Connect-", "`ConvertTo-"];

/// The words of a text. Where commands are kept whole, one in backticks is one word.
fn words(text: &str, commands: bool) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        let is_command = commands && COMMANDS.iter().any(|start| rest.starts_with(start));
        let (word, after) = rest.split_at_checked(end_of_word(rest, is_command)).unwrap_or((rest, ""));
        words.push(word);
        rest = after.trim_start_matches(' ');
    }
    words
}

fn end_of_word(text: &str, is_command: bool) -> usize {
    let closing = text.match_indices('`').nth(1).map(|(at, _)| at);
    let from = closing.filter(|_| is_command).unwrap_or(0);
    let space = text.match_indices(' ').map(|(at, _)| at).find(|at| *at > from);
    space.unwrap_or(text.len())
}

pub(super) fn count(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lay(width: usize, lead: &str, text: &str) -> String {
        let mut page = Page::new(Style { width, colour: false });
        page.paragraph(lead, &[plain(text)]);
        page.into_text()
    }

    #[test]
    fn words_wrap_and_hang() {
        assert_eq!(lay(14, "- ", "one two three four"), "- one two\n  three four\n");
        assert_eq!(lay(9, "", "one two"), "one two\n");
    }

    #[test]
    fn a_long_word_takes_the_room_of_the_indent_and_is_never_broken() {
        assert_eq!(lay(10, "    ", "see /value/12"), "    see\n /value/12\n");
        assert_eq!(lay(10, "    ", "/value/12"), " /value/12\n");
        assert_eq!(lay(10, "  - ", "/value/12"), "  -\n /value/12\n");
        assert_eq!(lay(10, "  - ", "/value/1234567 a"), "  - /value/1234567\n    a\n");
        assert_eq!(lay(4, "", "/value /x"), "/value\n/x\n");
    }

    #[test]
    fn a_command_stays_on_one_line_where_asked() {
        let mut page = Page::new(Style { width: 12, colour: false });
        page.paragraph("  ", &[plain("run `az rest -m get` now").with_commands()]);
        assert_eq!(page.into_text(), "  run\n  `az rest -m get`\n  now\n");
        assert_eq!(lay(12, "  ", "run `az rest` now"), "  run `az\n  rest` now\n");
        assert_eq!(words("`az odd one", true), ["`az", "odd", "one"]);
        assert_eq!(
            words("in `my policy`: `az a b`, then", true),
            ["in", "`my", "policy`:", "`az a b`,", "then"]
        );
    }

    #[test]
    fn colours_take_no_columns() {
        let mut page = Page::new(Style { width: 9, colour: true });
        page.marked("x ", Ink::Bad, &[strong("one two")]);
        assert_eq!(page.into_text(), "\u{1b}[1;31mx\u{1b}[0m \u{1b}[1mone two\u{1b}[0m\n");
    }

    #[test]
    fn a_line_is_cut_where_the_width_ends() {
        let cut = |width, text| {
            let mut page = Page::new(Style { width, colour: false });
            page.cut_line("FAIL  ", Ink::Bad, text);
            page.into_text()
        };
        assert_eq!((cut(10, "abcd"), cut(10, "ab\ncde")), ("FAIL  abcd\n".into(), "FAIL  ab …\n".into()));
    }

    #[test]
    fn nothing_ends_in_spaces() {
        assert_eq!(lay(80, "  - ", ""), "  -\n");
        assert_eq!(lay(80, "  ", "a\u{1b}\n b"), "  a b\n");
    }
}
