//! JSON text to the spans of wanted members. What nobody wants is stepped over, not read, and so are the
//! comments and trailing commas that the intake reads over.

use alloc::{borrow::Cow, collections::BTreeMap, string::String};
use core::ops::Range;

use crate::{intake::comment_length, limits::MAX_NESTING};

/// The members that are wanted, as a tree of the tokens of their pointers, and where each stands.
#[derive(Debug, Default)]
pub(super) struct Tree {
    children: BTreeMap<String, Tree>,
    span: Option<Range<usize>>,
}

impl Tree {
    pub(super) fn of<'p>(pointers: impl Iterator<Item = &'p str>) -> Self {
        let mut tree = Self::default();
        for pointer in pointers {
            let mut node = &mut tree;
            for token in tokens(pointer).take(MAX_NESTING) {
                node = node.children.entry(token.into_owned()).or_default();
            }
        }
        tree
    }

    /// Where the member of this pointer stands, or the nearest one around it.
    pub(super) fn span(&self, pointer: &str) -> Option<Range<usize>> {
        let (mut node, mut span) = (self, self.span.clone());
        for token in tokens(pointer) {
            let Some(child) = node.children.get(token.as_ref()) else { break };
            span = child.span.clone().or(span);
            node = child;
        }
        span
    }

    /// Finds the members in a text of one document, or of several, which are seen as an array. Where the
    /// text is no JSON the search ends.
    pub(super) fn find(&mut self, text: &str) {
        let mut scan = Scan { text, at: 0 };
        let _ = scan.documents(self);
    }
}

/// The tokens of a JSON pointer.
fn tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(|token| {
        if token.contains('~') {
            Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(token)
        }
    })
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn documents(&mut self, tree: &mut Tree) -> Option<()> {
        self.space();
        let start = self.at;
        self.skip()?;
        let end = self.at;
        self.space();
        if self.peek().is_none() {
            self.at = start;
            self.inside(tree)?;
            tree.span = Some(start..end);
            return Some(());
        }
        self.at = start;
        let mut index = 0u64;
        while self.peek().is_some() {
            self.item(&alloc::format!("{index}"), tree)?;
            tree.span = Some(start..self.at);
            self.space();
            index += 1;
        }
        Some(())
    }

    /// Goes through a value of which something is wanted.
    fn inside(&mut self, tree: &mut Tree) -> Option<()> {
        match self.peek() {
            Some(b'{') if !tree.children.is_empty() => self.object(tree),
            Some(b'[') if !tree.children.is_empty() => self.array(tree),
            _ => self.skip(),
        }
    }

    fn object(&mut self, tree: &mut Tree) -> Option<()> {
        self.at += 1;
        loop {
            self.space();
            if self.take(b'}') {
                return Some(());
            }
            let start = self.at;
            let key = self.key()?;
            self.space();
            self.take(b':').then_some(())?;
            self.space();
            match tree.children.get_mut(key.as_ref()).filter(|child| child.span.is_none()) {
                Some(child) => {
                    self.inside(child)?;
                    child.span = Some(start..self.at);
                }
                None => self.skip()?,
            }
            self.space();
            self.take(b',');
        }
    }

    fn array(&mut self, tree: &mut Tree) -> Option<()> {
        self.at += 1;
        let mut index = 0u64;
        loop {
            self.space();
            if self.take(b']') {
                return Some(());
            }
            self.item(&alloc::format!("{index}"), tree)?;
            self.space();
            self.take(b',');
            index += 1;
        }
    }

    fn item(&mut self, index: &str, tree: &mut Tree) -> Option<()> {
        let start = self.at;
        let Some(child) = tree.children.get_mut(index) else { return self.skip() };
        self.inside(child)?;
        child.span = Some(start..self.at);
        Some(())
    }

    /// A key, without its escapes.
    fn key(&mut self) -> Option<Cow<'t, str>> {
        let start = self.at;
        self.string()?;
        let quoted = self.text.get(start..self.at)?;
        if quoted.contains('\\') {
            return serde_json::from_str(quoted).ok().map(Cow::Owned);
        }
        quoted.get(1..quoted.len() - 1).map(Cow::Borrowed)
    }

    /// Steps over a value. Brackets are counted and not told apart: the text was read before.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth > 0 => self.at += 1,
                b'/' if depth > 0 && self.comment() => {}
                _ => self.scalar()?,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Steps over a number or a word.
    fn scalar(&mut self) -> Option<()> {
        let ends = |byte: &u8| {
            matches!(byte, b',' | b':' | b']' | b'}' | b'"' | b'[' | b'{' | b'/')
                || byte.is_ascii_whitespace()
        };
        let rest = self.text.as_bytes().get(self.at..)?;
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then_some(())
    }

    /// Steps over a string.
    fn string(&mut self) -> Option<()> {
        self.take(b'"').then_some(())?;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let found = memchr::memchr2(b'"', b'\\', rest)?;
            self.at += found;
            if self.take(b'"') {
                return Some(());
            }
            self.at += 2;
        }
    }

    fn space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'/') if self.comment() => {}
                _ => return,
            }
        }
    }

    /// Steps over a comment, if one begins here.
    fn comment(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let begins = matches!(rest, [b'/', b'/' | b'*', ..]);
        self.at += if begins { comment_length(rest) } else { 0 };
        begins
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }
}
