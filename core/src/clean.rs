//! Tenant data holds names that anyone with the right to edit a policy can choose. On its way to a
//! terminal nothing in them may move the cursor, turn the text around or hide a part of it.

use alloc::string::String;

/// The most characters of one piece of text. Entra's own names end at 256.
const MAX_CHARS: usize = 1_000;

/// Whether a terminal or a viewer could take the character for a command: C0 and C1 controls,
/// overrides of the writing direction, invisible characters and tags.
///
/// ```
/// use flowlock_core::render::is_unsafe;
/// assert!(is_unsafe('\u{1b}') && is_unsafe('\u{202e}') && is_unsafe('\n'));
/// assert!(!is_unsafe('a') && !is_unsafe('é') && !is_unsafe('策'));
/// ```
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The text without [unsafe](is_unsafe) characters: line breaks and tabs become spaces, the others
/// go. Text beyond a thousand characters is cut.
///
/// ```
/// use flowlock_core::render::clean;
/// assert_eq!(clean("block\u{1b}[2J\tall"), "block[2J all");
/// ```
pub fn clean(text: &str) -> String {
    let mut kept = text.chars().filter_map(|character| match character {
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ => (!is_unsafe(character)).then_some(character),
    });
    let mut out: String = kept.by_ref().take(MAX_CHARS).collect();
    if kept.next().is_some() {
        out.push('…');
    }
    out
}

/// A name that people gave, cut to what a line can hold.
pub(crate) fn name(text: &str) -> String {
    const MAX_NAME: usize = 128;
    let cleaned = clean(text);
    let cleaned = cleaned.trim();
    if cleaned.chars().nth(MAX_NAME).is_none() {
        return cleaned.into();
    }
    let mut out: String = cleaned.chars().take(MAX_NAME - 1).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_is_harmless() {
        let hostile = "\u{1b}]0;owned\u{7}\u{9b}31mok\u{202e}kcolb\u{2066}\u{200b}\r\nPASS";
        assert_eq!(clean(hostile), "]0;owned31mokkcolb  PASS");
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let long = "a".repeat(5_000);
        assert_eq!(clean(&long).chars().count(), MAX_CHARS + 1);
        assert_eq!(name(&long).chars().count(), 128);
        assert!(name(&long).ends_with('…'));
        assert_eq!(name(&"b".repeat(128)), "b".repeat(128));
    }
}
