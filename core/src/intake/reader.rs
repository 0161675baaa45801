//! Reads members of one policy, and keeps account of what it could not make sense of.

use alloc::{
    borrow::Cow,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    haul::Haul,
    json::Node,
    problems,
    view::{View, camel, same_name},
};
use crate::entra::{Id, List, Outside, OutsideWhy, Pointer, Rule, Unknown};

/// In whose shape a policy is written. Casing is not part of it: members are found in any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Graph, and everything that keeps its names: PowerShell, `ScubaGear`, `EntraExporter`.
    Graph,
    /// Terraform's `azuread` provider: names of its own, objects as lists of one.
    AzureAd,
    /// Another Terraform provider, with Graph's names.
    Terraform,
    /// A row of Steampipe, in which conditions and controls are columns.
    Steampipe,
}

impl Dialect {
    /// What the dialect calls a member of Graph.
    fn name(self, graph: &str) -> Cow<'_, str> {
        if self != Self::AzureAd {
            return Cow::Borrowed(graph);
        }
        let side = |side: &str| graph.strip_prefix(side).map(|rest| Cow::Owned(format!("{side}d{rest}")));
        match graph {
            "applicationFilter" | "deviceFilter" => Cow::Borrowed("filter"),
            _ => side("include").or_else(|| side("exclude")).unwrap_or(Cow::Borrowed(graph)),
        }
    }

    pub(super) const fn is_terraform(self) -> bool {
        matches!(self, Self::AzureAd | Self::Terraform)
    }
}

/// The reader of one policy.
pub(super) struct Reader<'h> {
    pub(super) dialect: Dialect,
    pub(super) haul: &'h mut Haul,
    pub(super) unknown: Vec<Unknown>,
    pub(super) outside: Vec<Outside>,
    /// Whether the export shows every condition there can be.
    pub(super) shows_all: bool,
    named: BTreeSet<String>,
}

impl<'h> Reader<'h> {
    pub(super) fn new(dialect: Dialect, haul: &'h mut Haul) -> Self {
        let (unknown, outside) = (Vec::new(), Vec::new());
        Self { dialect, haul, unknown, outside, shows_all: true, named: BTreeSet::new() }
    }

    /// A condition that this version does not know, or that the export does not show.
    pub(super) fn unknown(&mut self, at: &Pointer, member: &str) {
        if self.named.insert(member.to_string()) {
            self.unknown.push(Unknown { at: at.clone(), member: member.to_string() });
        }
    }

    /// A reason why no sign-in of a person through device code flow can meet the policy.
    pub(super) fn outside(&mut self, at: &Pointer, why: OutsideWhy) {
        self.outside.push(Outside { at: at.clone(), why });
    }

    /// A member that holds what does not belong there: nothing can be said of the policy any more.
    ///
    /// PowerShell writes a text for whatever lies deeper than it was told to go.
    fn misread(&mut self, view: &View<'_>) {
        let cut_off = self.dialect == Dialect::Graph && view.as_text().is_some();
        let problem = if cut_off { problems::truncated_export } else { problems::wrong_type };
        self.haul.lack(problem(&view.at));
        self.outside(&view.at, OutsideWhy::Unreadable);
    }

    /// The member that Graph calls so.
    pub(super) fn member<'n>(&self, parent: &View<'n>, name: &str) -> Option<View<'n>> {
        parent.get(&self.dialect.name(name))
    }

    /// An object; one without members, at the nearest place there is, where it is not configured.
    pub(super) fn object<'n>(&mut self, parent: &View<'n>, name: &str) -> View<'n> {
        let Some(view) = self.member(parent, name) else { return View::nothing(parent.at.clone()) };
        let view = self.unwrap_block(view);
        if view.is_blank() {
            return View::nothing(view.at);
        }
        if !view.is_object() {
            self.misread(&view);
            return View::nothing(view.at);
        }
        self.check_overflows(&view);
        view
    }

    /// An overflow that was cut off may have held any member.
    pub(super) fn check_overflows(&mut self, object: &View<'_>) {
        let cut = object.overflows().find(|overflow| !(overflow.is_object() || overflow.is_blank()));
        if let Some(cut) = cut {
            self.misread(&cut);
        }
    }

    /// Terraform writes an object as a list of one.
    pub(super) fn unwrap_block<'n>(&self, view: View<'n>) -> View<'n> {
        match view.as_items() {
            Some([_]) if self.dialect.is_terraform() => view.items().next().unwrap_or(view),
            _ => view,
        }
    }

    /// A list of ids or tokens; empty where it is not configured.
    pub(super) fn list(&mut self, parent: &View<'_>, name: &str) -> List {
        match self.member(parent, name) {
            Some(view) => self.items(view),
            None => List { at: parent.at.clone(), ..List::default() },
        }
    }

    /// A list of ids of things of the tenant, or of tokens. A name is none, and neither is a placeholder.
    pub(super) fn ids(&mut self, parent: &View<'_>, name: &str) -> List {
        let list = self.list(parent, name);
        if let Some(index) = list.items.iter().position(|id| !may_be_id(id.as_str())) {
            let at = if list.is_array { list.at.item(index) } else { list.at.clone() };
            self.haul.note(problems::not_an_id(&at));
        }
        list
    }

    /// A list that is a condition only where it holds something.
    pub(super) fn condition(&mut self, parent: &View<'_>, name: &str) -> Option<List> {
        Some(self.list(parent, name)).filter(|list| !list.items.is_empty())
    }

    fn items(&mut self, view: View<'_>) -> List {
        let empty = List { at: view.at.clone(), ..List::default() };
        if view.is_blank() {
            return empty;
        }
        let texts = view.as_items().map(|items| items.iter().map(token).collect::<Option<Vec<_>>>());
        match texts {
            Some(Some(texts)) => list_of(view.at, &texts, true),
            Some(None) => {
                let odd = view.items().find(|item| token(item.node).is_none());
                self.misread(&odd.unwrap_or(view));
                empty
            }
            None => {
                self.misread(&view);
                empty
            }
        }
    }

    /// Flags: one string with commas, an array, or the number whose bits they are. `None` where
    /// nothing is set.
    pub(super) fn flags(&mut self, parent: &View<'_>, name: &str, bits: &[&str]) -> Option<List> {
        let view = self.member(parent, name)?;
        let list = match view.node {
            Node::String(text) => list_of(view.at, &text.split(',').collect::<Vec<_>>(), false),
            Node::Number(Some(number)) => list_of(view.at, &named_bits(*number, bits), false),
            Node::Array(_) => self.flag_items(view),
            _ => self.items(view),
        };
        Some(list).filter(|list| !list.items.is_empty())
    }

    /// An item of the array may itself hold several flags.
    fn flag_items(&mut self, view: View<'_>) -> List {
        let List { at, items, is_array } = self.items(view);
        let texts: Vec<_> = items.iter().flat_map(|item| item.as_str().split(',')).collect();
        list_of(at, &texts, is_array && texts.len() == items.len())
    }

    /// A filter by a rule. One half without the other may let the policy apply or not.
    pub(super) fn rule(&mut self, parent: &View<'_>, name: &str, path: &str) -> Option<Rule> {
        let filter = self.object(parent, name);
        self.strangers(&filter, path, &["mode", "rule"]);
        let mode = filter.text("mode").unwrap_or_default();
        let rule = filter.get("rule").filter(|_| !filter.is_blank());
        let (includes, excludes) =
            (mode.eq_ignore_ascii_case("include"), mode.eq_ignore_ascii_case("exclude"));
        let text = rule.as_ref().and_then(View::as_text).map(str::trim).filter(|text| !text.is_empty());
        match (rule.as_ref(), text) {
            (Some(rule), Some(text)) if includes || excludes => {
                return Some(Rule { at: rule.at.clone(), text: text.to_string(), must_hold: includes });
            }
            _ if !filter.is_blank() => self.unknown(&filter.at, path),
            _ => {}
        }
        None
    }

    /// Members that say something and that this version does not know are unknown conditions.
    pub(super) fn strangers(&mut self, object: &View<'_>, path: &str, known: &[&str]) {
        let known: Vec<_> = known.iter().map(|name| self.dialect.name(name)).collect();
        for (key, view) in object.members() {
            if !known.iter().any(|name| same_name(key, name)) && !view.is_blank() {
                self.unknown(&view.at, &format!("{path}.{}", camel(key)));
            }
        }
    }
}

/// Whether a text may be an id, a token or a user principal name: none has spaces or brackets, and an id has
/// digits where templates write the letter x.
fn may_be_id(text: &str) -> bool {
    !text.starts_with("xxxxxxxx-")
        && !text.contains(|letter: char| letter.is_whitespace() || "<>[]{}$%".contains(letter))
}

/// The text of an item; empty for an item that is null.
fn token<'n>(item: &'n Node<'n>) -> Option<&'n str> {
    match item {
        Node::Null => Some(""),
        Node::String(text) => Some(text),
        _ => None,
    }
}

/// A list of what is not blank. Where something was, items have no places of their own any more.
fn list_of(at: Pointer, texts: &[&str], is_array: bool) -> List {
    let items: Vec<_> = texts.iter().map(|text| Id::new(text)).filter(|id| !id.is("")).collect();
    let is_array = is_array && items.len() == texts.len();
    List { at, items, is_array }
}

/// The names of the bits that are set; one name for all that have none.
fn named_bits<'b>(number: u64, bits: &[&'b str]) -> Vec<&'b str> {
    let set = |at: usize| {
        u32::try_from(at).is_ok_and(|at| number.checked_shr(at).is_some_and(|rest| rest & 1 == 1))
    };
    let named = bits.iter().enumerate().filter(|(at, _)| set(*at)).map(|(_, name)| *name);
    let rest = (bits.len()..64).any(set).then_some("unknownFutureValue");
    named.chain(rest).collect()
}
