//! The report as text, from a report made by hand.

use alloc::{string::String, vec, vec::Vec};

use super::{Style, text};
use crate::{
    render::testing::{gap, policy, report, step},
    report::Standing,
};

#[test]
fn lines_fit_and_nothing_hostile_gets_through() {
    for width in [40, 60, 80, 100] {
        let text = text(&report(), Style { width, colour: false });
        assert!(!text.chars().any(|character| character != '\n' && crate::render::is_unsafe(character)));
        for line in text.lines() {
            assert!(!line.ends_with(' '), "{line:?}");
            let command = line.trim_start().starts_with('`') && line.ends_with('`');
            let one_token = !line.trim_start().contains(' ') || command;
            assert!(line.chars().count() <= width || one_token, "{width}: {line}");
        }
    }
}

#[test]
fn no_width_is_too_small() {
    for width in 0..20 {
        assert!(text(&report(), Style { width, colour: false }).starts_with("FAIL"));
    }
}

#[test]
fn the_verdict_comes_first_and_colour_only_where_wanted() {
    let plain = text(&report(), Style::default());
    let first = "FAIL  device code flow is not locked (CIS 2.2.3, stage report-only)\n";
    assert!(plain.starts_with(first), "{plain}");
    assert!(!plain.contains('\u{1b}'));
    let coloured = text(&report(), Style { width: 80, colour: true });
    assert!(coloured.starts_with("\u{1b}[1;31mFAIL\u{1b}[0m  "));
    let mut bare = String::new();
    for piece in coloured.split('\u{1b}') {
        bare.push_str(
            piece.strip_prefix('[').and_then(|rest| rest.split_once('m')).map_or(piece, |(_, rest)| rest),
        );
    }
    assert_eq!(bare, plain);
}

#[test]
fn the_parts_come_in_the_order_of_their_weight() {
    let text = text(&report(), Style::default());
    let heads = [
        "\nWhy\n",
        "\nWarnings\n",
        "\nOpen gaps: 1\n",
        "\nDoubtful gaps: 1\n",
        "\nAccepted gaps: 1\n",
        "\nPolicies that block device code flow: 1 of 3\n",
        "\nReport-only review\n",
        "\nDevice code use\n",
        "\nAccepted by the settings\n",
        "\nSources\n",
        "\nNext step: turn-on\n",
    ];
    let places: Vec<Option<usize>> = heads.iter().map(|head| text.find(head)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{text}");
    assert!(text.contains("What If: device platform unrecognised\n"));
    assert!(text.contains("    ✗ the policy is on\n      found report-only, expected enabled\n"));
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut report = report();
    report.gaps = (0..20).map(|_| gap(Standing::Open)).collect();
    report.policies = (0..300).map(|_| policy(true, vec![step(false)])).collect();
    let text = text(&report, Style::default());
    assert!(text.contains("  and 12 more (see --format json)\n"));
    assert!(text.contains("  and 292 more (see --format json)\n"));
    assert!(text.contains("the report leaves out at least 3 more gaps\n"));
}

#[test]
fn the_review_says_who_would_be_blocked_and_the_usage_who_uses_it() {
    let text = text(&report(), Style::default());
    let who = "    would be blocked:\n    - a@contoso.example (undecided), once\n      2 events in 1 run on 1 day, from \
               2026-07-02T21:28:06Z to\n      2026-07-02T21:28:16Z: 1 with a code entered, 1 redeemed\n      with \
               Microsoft Azure CLI (04b07795-8ddb-461a-bbee-02f9e1bf7b46)\n";
    assert!(text.contains(who), "{text}");
    assert!(
        text.contains("      Mobile Apps and Desktop clients; NL\n      to do: ask what it was for\n"),
        "{text}"
    );
    assert!(text.contains("  2 of 647 sign-ins: 1 with a code entered, 1 redeemed"), "{text}");
    assert!(
        text.contains("  succeeded although the enabled policies block it:\n  - a@contoso.example"),
        "{text}"
    );
    assert!(text.contains("  what the exports could not show:\n  ? some sign-ins have no time\n"), "{text}");
    assert!(text.contains("do as exported: 2 of 3\n  agree, and 1 cannot be told\n"), "{text}");
    assert!(
        text.contains("    - its platforms do not include this one\n      policies.json\n /value"),
        "{text}"
    );
}
