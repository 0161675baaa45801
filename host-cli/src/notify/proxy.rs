//! The proxy that the environment names for what goes over TLS, read as curl reads it.
//!
//! ureq reads the environment, too, but passes over an address that is none and sends without the proxy, takes
//! `HTTP_PROXY` for what goes over TLS, and keeps the blanks of `NO_PROXY`.

use flowlock_core::{Problem, ProblemCode};
use ureq::{Proxy, ProxyProtocol, http::Uri};

/// The variables that name it, the first that is set counts.
const NAMES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// The variables that name what is reached without it.
const EXCEPT: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The proxy on the way to an address; `None` where there is none. `variable` looks into the environment.
pub(super) fn on_the_way_to(
    uri: &Uri,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, Problem> {
    let set = |name: &&'static str| variable(name).filter(|value| !value.trim().is_empty());
    let Some((name, value)) = NAMES.iter().find_map(|name| Some((*name, set(name)?))) else {
        return Ok(None);
    };
    let proxy = Proxy::new(value.trim()).map_err(|_| unusable(name))?;
    let is_spoken = matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https);
    // A port that is none would be passed over.
    let authority = proxy.uri().authority().map_or("", |authority| authority.as_str());
    let place = authority.rsplit('@').next().unwrap_or_default();
    if !is_spoken || place.is_empty() || (place != proxy.host() && place != shown(&proxy)) {
        return Err(unusable(name));
    }
    let except = EXCEPT.iter().find_map(set).unwrap_or_default();
    let is_excepted = uri.host().is_some_and(|host| except.split(',').any(|entry| covers(entry, host)));
    Ok((!is_excepted).then_some(proxy))
}

/// The proxy by host and port: nobody may read who logs in there.
pub(super) fn shown(proxy: &Proxy) -> String {
    format!("{}:{}", proxy.host(), proxy.port())
}

/// Whether an entry of `NO_PROXY` covers a host: itself, and what is below it.
fn covers(entry: &str, host: &str) -> bool {
    let entry = entry.trim();
    if entry == "*" {
        return true;
    }
    let entry = entry.trim_start_matches('*').trim_start_matches('.').to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    let below = || host.strip_suffix(&entry).is_some_and(|rest| rest.ends_with('.'));
    !entry.is_empty() && (host == entry || below())
}

fn unusable(name: &str) -> Problem {
    Problem::new(
        ProblemCode::NotNotified,
        format!("the proxy that the environment variable `{name}` names cannot be used"),
        "write it as `http://proxy.contoso.example:3128`, or `https://`; SOCKS is not spoken",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proxy on the way to a webhook in this environment, or what is wrong with it.
    fn found(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let uri = "https://hooks.contoso.example/services/x".parse().unwrap();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let proxy = on_the_way_to(&uri, variable).map_err(|problem| problem.message)?;
        Ok(proxy.as_ref().map(shown))
    }

    #[test]
    fn the_first_variable_that_is_set_names_it() {
        assert_eq!(found(&[]), Ok(None));
        assert_eq!(found(&[("HTTPS_PROXY", " ")]), Ok(None));
        assert_eq!(found(&[("HTTP_PROXY", "http://p:1")]), Ok(None), "that is for what goes without TLS");
        let all =
            [("ALL_PROXY", "http://a:1"), ("HTTPS_PROXY", "h:2"), ("https_proxy", "https://user:word@l")];
        assert_eq!(found(&all[..1]), Ok(Some("a:1".to_owned())));
        assert_eq!(found(&all[..2]), Ok(Some("h:2".to_owned())));
        assert_eq!(found(&all), Ok(Some("l:443".to_owned())));
    }

    #[test]
    fn what_it_is_not_for_is_reached_without() {
        for (except, is_excepted) in [
            ("hooks.contoso.example", true),
            ("other, Contoso.Example", true),
            (".contoso.example", true),
            ("*.contoso.example", true),
            (" * ", true),
            ("oso.example", false),
            ("other.example,,", false),
        ] {
            let proxy = found(&[("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", except)]);
            assert_eq!(proxy == Ok(None), is_excepted, "{except}");
        }
    }

    #[test]
    fn one_that_cannot_be_used_is_not_passed_over_and_not_repeated() {
        for wrong in ["socks5://user:word@p:1", "http://", "user:word@", "http://user:word@p:x"] {
            let problem = found(&[("HTTPS_PROXY", wrong), ("ALL_PROXY", "http://p:1")]).unwrap_err();
            assert!(problem.contains("`HTTPS_PROXY`") && !problem.contains("word"), "{wrong}: {problem}");
        }
    }
}
