//! What other tools would say.

use alloc::format;

use crate::peers::{Comparison, Peer};
use crate::render::{
    page::{Ink, Page, faint, plain, strong},
    witness::what_if,
};

pub(super) fn peers(peers: &[Peer], page: &mut Page) {
    if peers.is_empty() {
        return;
    }
    page.heading("What other tools would say");
    for peer in peers {
        one_peer(peer, page);
    }
}

fn one_peer(peer: &Peer, page: &mut Page) {
    let (lead, ink) = match peer.comparison {
        Comparison::Agrees => ("  ✓ ", Ink::Good),
        Comparison::FalsePass | Comparison::FalseFail => ("  ✗ ", Ink::Bad),
        Comparison::Unfounded => ("  ! ", Ink::Doubt),
        Comparison::Undecided => ("  - ", Ink::Faint),
    };
    let title = format!("{} {}:", peer.tool, peer.check);
    page.marked(lead, ink, &[strong(title), plain(peer.answer.as_str())]);
    page.paragraph("    ", &[plain(peer.words.as_str())]);
    if let Some(witness) = &peer.witness {
        page.paragraph("    ", &[faint(format!("What If: {}", what_if(witness)))]);
    }
}
