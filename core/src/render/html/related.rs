//! Where else the question is asked, and what other tools' checks would say.

use maud::{Markup, html};

use super::{MAX_LISTED, Page, Section, more, rich, scrolling};
use crate::{
    crosswalk::Related,
    peers::{Comparison, Peer},
    render::{what_if, words},
};

pub(super) fn crosswalk(page: &Page<'_>) -> Section {
    let table = html! {
        table.fl-related.fl-stacked {
            caption { "Other publications, and how each reads the question differently" }
            thead { tr { th scope="col" { "Published in" } th scope="col" { "Number" } th scope="col" { "Title there" } th scope="col" { "How it reads" } } }
            tbody { @for related in page.report.crosswalk { (row(related)) } }
        }
    };
    Section::new("fl-crosswalk", "Where else this is asked", scrolling("Where else this is asked", &table))
}

fn row(related: &Related) -> Markup {
    html! {
        tr {
            th scope="row" { (related.publication()) }
            td.fl-id { (related.id) }
            td { (related.title) }
            td { (related.reading) }
        }
    }
}

/// Only where they were asked for.
pub(super) fn peers(page: &Page<'_>) -> Option<Section> {
    let peers = page.report.peers.as_ref()?;
    let table = html! {
        table.fl-related.fl-stacked {
            caption { "Each with what the settings accept, so that a difference is one of reading" }
            thead { tr { th scope="col" { "Check" } th scope="col" { "It says" } th scope="col" { "Why" } } }
            tbody { @for peer in peers.iter().take(MAX_LISTED) { (one(peer)) } }
        }
    };
    let body = html! { (scrolling("What other tools would say", &table)) (more(peers.len())) };
    Some(Section::new("fl-peers", "What other tools would say", body))
}

const fn standing(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Agrees => "accepted",
        Comparison::FalsePass | Comparison::FalseFail => "open",
        Comparison::Unfounded | Comparison::Undecided => "doubtful",
    }
}

fn one(peer: &Peer) -> Markup {
    html! {
        tr {
            th scope="row" {
                strong { (peer.tool) } " " (peer.check)
                @if !peer.asks.is_empty() { span.fl-advice { "asks for a policy that " (rich(&peer.asks.join(", "))) } }
            }
            td { span.fl-tag data-standing=(standing(peer.comparison)) { (words::peer(peer)) } }
            td {
                (rich(&peer.words))
                @if let Some(witness) = &peer.witness { span.fl-advice { "One such sign-in: " (rich(&what_if(witness))) } }
            }
        }
    }
}
