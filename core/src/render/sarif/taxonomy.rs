//! Where else the question is asked: a taxonomy for each publication, and how the rule relates to it.

use alloc::vec::Vec;

use super::log::{Component, Relationship, Target, Taxon, Taxonomy};
use crate::{
    crosswalk::{CROSSWALK, Related},
    render::words::sentence,
};

/// The publications, in the order in which they first come.
fn publications() -> Vec<(&'static str, Option<&'static str>)> {
    let mut all = Vec::new();
    for Related { framework, version, .. } in CROSSWALK {
        if !all.contains(&(*framework, *version)) {
            all.push((*framework, *version));
        }
    }
    all
}

fn within((framework, version): (&str, Option<&str>)) -> impl Iterator<Item = &'static Related> {
    CROSSWALK.iter().filter(move |related| related.framework == framework && related.version == version)
}

pub(super) fn taxonomies() -> Vec<Taxonomy> {
    let taxonomy = |publication: (&'static str, Option<&'static str>)| Taxonomy {
        name: publication.0,
        version: publication.1,
        is_comprehensive: false,
        taxa: within(publication).map(taxon).collect(),
    };
    publications().into_iter().map(taxonomy).collect()
}

fn taxon(related: &Related) -> Taxon {
    Taxon {
        id: related.id,
        short_description: sentence(related.title).into(),
        full_description: sentence(related.reading).into(),
    }
}

pub(super) fn relationships() -> Vec<Relationship> {
    let of_one = |(place, publication): (usize, (&'static str, Option<&'static str>))| {
        within(publication).enumerate().map(move |(index, related)| Relationship {
            target: Target {
                id: related.id,
                index,
                tool_component: Component { name: publication.0, index: place },
            },
            kinds: [if (place, index) == (0, 0) { "equal" } else { "relevant" }],
        })
    };
    publications().into_iter().enumerate().flat_map(of_one).collect()
}
