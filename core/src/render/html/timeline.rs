//! Use of the flow over time, as a picture and as a table for those who do not see it.

use alloc::{format, string::String, vec::Vec};

use jiff::{SignedDuration, civil::Date};
use maud::{Markup, html};

use super::{rich, scrolling};
use crate::{
    entra::Id,
    render::words::{number, policy, policy_name},
    report::{DayOfUse, Report, Rollout, Usage},
    rfc3339,
};

// The picture, in tenths of a pixel at its full width, so that whole numbers will do.
const WIDTH: u64 = 7_200;
const HEIGHT: u64 = 1_500;
const LEFT: u64 = 400;
const TOP: u64 = 200;
const BOTTOM: u64 = 1_200;

/// The most bars that can still be told apart.
const MAX_BARS: i64 = 100;

/// Days that are drawn as one bar.
struct Bar {
    first: Date,
    use_of: DayOfUse,
}

impl Bar {
    const fn unaccepted(&self) -> u64 {
        self.use_of.undecided.saturating_add(self.use_of.meant_to_be_blocked)
    }

    const fn accepted(&self) -> u64 {
        self.use_of.exception.saturating_add(self.use_of.emergency_access)
    }

    const fn events(&self) -> u64 {
        self.unaccepted().saturating_add(self.accepted())
    }

    fn add(&mut self, day: &DayOfUse) {
        let mine = &mut self.use_of;
        mine.undecided = mine.undecided.saturating_add(day.undecided);
        mine.meant_to_be_blocked = mine.meant_to_be_blocked.saturating_add(day.meant_to_be_blocked);
        mine.exception = mine.exception.saturating_add(day.exception);
        mine.emergency_access = mine.emergency_access.saturating_add(day.emergency_access);
    }
}

/// From the first day with use to the last one.
struct Chart {
    bars: Vec<Bar>,
    /// How many days one bar stands for.
    days: i64,
    first: Date,
    most: u64,
}

pub(super) fn timeline(used: &Usage, report: &Report) -> Markup {
    let rollout = &report.rollout;
    let Some(chart) = Chart::of(used) else { return html! {} };
    let untold = used.events.saturating_sub(chart.bars.iter().map(Bar::events).sum());
    html! {
        figure.fl-figure {
            (scrolling("Device code sign-ins over time", &picture(&chart, rollout)))
            figcaption {
                "Device code sign-ins by " (span(chart.days)) " (UTC): "
                span.fl-key data-bar="undecided" { "accepted by nothing" } " "
                span.fl-key data-bar="accepted" { "accepted" }
                @for (letter, (_, id)) in chart.marks(rollout) { ". " (letter) ": since then " (rich(&called(id, report))) " is unchanged" }
                @if untold > 0 { ". Not drawn: " (number(untold, "sign-in", "sign-ins")) " without a time, or for want of room" }
                "."
            }
        }
        (table(&chart))
    }
}

fn called(id: &Id, report: &Report) -> String {
    policy_name(policy(report, id).map_or("", |policy| &policy.display_name), id)
}

impl Chart {
    fn of(used: &Usage) -> Option<Self> {
        let days: Vec<(Date, &DayOfUse)> =
            used.days.iter().filter_map(|day| Some((rfc3339::date(&day.day)?, day))).collect();
        let (first, last) = (days.first()?.0, days.last()?.0);
        let length = distance(first, last) + 1;
        let days_a_bar = [1, 7, 28, 364].into_iter().find(|days| length <= days * MAX_BARS).unwrap_or(3_640);
        let mut bars: Vec<Bar> = (0..=length.div_euclid(days_a_bar))
            .map_while(|bar| first.checked_add(SignedDuration::from_hours(24 * bar * days_a_bar)).ok())
            .filter(|date| *date <= last)
            .map(|first| Bar { first, use_of: DayOfUse::default() })
            .collect();
        for (date, day) in days {
            let place = usize::try_from(distance(first, date).div_euclid(days_a_bar)).ok();
            if let Some(bar) = place.and_then(|place| bars.get_mut(place)) {
                bar.add(day);
            }
        }
        let most = bars.iter().map(Bar::events).max().unwrap_or(0).max(1);
        Some(Self { bars, days: days_a_bar, first, most })
    }

    /// The left edge of a day.
    fn x(&self, day: i64) -> u64 {
        let bars = u64::try_from(self.bars.len()).unwrap_or(1).max(1);
        let days = bars.saturating_mul(self.days.unsigned_abs());
        LEFT + day.unsigned_abs().min(days) * (WIDTH - LEFT) / days
    }

    fn height(&self, events: u64) -> u64 {
        // Whatever there is can be seen.
        let height = u128::from(events) * u128::from(BOTTOM - TOP) / u128::from(self.most);
        u64::try_from(height).unwrap_or(0).max(if events > 0 { 20 } else { 0 })
    }

    /// The policies that were last changed while the chart goes on, by a letter.
    fn marks<'r>(&self, rollout: &'r [Rollout]) -> impl Iterator<Item = (char, (i64, &'r Id))> {
        let (first, length) =
            (self.first, self.days.saturating_mul(i64::try_from(self.bars.len()).unwrap_or(0)));
        let within = rollout.iter().filter_map(move |entry| {
            let date = rfc3339::date(entry.since.as_deref()?.get(..10)?)?;
            let day = distance(first, date);
            (0..length).contains(&day).then_some((day, &entry.policy_id))
        });
        ('A'..='E').zip(within)
    }
}

fn distance(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn span(days: i64) -> String {
    match days {
        1 => "day".into(),
        7 => "week".into(),
        days => format!("{days} days"),
    }
}

fn picture(chart: &Chart, rollout: &[Rollout]) -> Markup {
    let label =
        format!("Bars of device code sign-ins by {}; the table after it has the numbers", span(chart.days));
    html! {
        svg.fl-timeline viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(label) {
            line.fl-axis x1=(LEFT) x2=(WIDTH) y1=(TOP) y2=(TOP) {}
            text x=(LEFT - 60) y=(TOP + 40) text-anchor="end" { (chart.most) }
            text x=(LEFT - 60) y=(BOTTOM + 40) text-anchor="end" { "0" }
            @for (place, bar) in (0i64..).zip(&chart.bars) { (one_bar(chart, place, bar)) }
            @for (letter, (day, _)) in chart.marks(rollout) {
                line.fl-mark x1=(chart.x(day)) x2=(chart.x(day)) y1=(TOP - 60) y2=(BOTTOM) {}
                text x=(chart.x(day)) y=(TOP - 90) text-anchor="middle" { (letter) }
            }
            line.fl-axis x1=(LEFT) x2=(WIDTH) y1=(BOTTOM) y2=(BOTTOM) {}
            @if let (Some(first), Some(last)) = (chart.bars.first(), chart.bars.last()) {
                text x=(LEFT) y=(BOTTOM + 180) { (first.first) }
                @if chart.bars.len() > 1 { text x=(WIDTH) y=(BOTTOM + 180) text-anchor="end" { (last.first) } }
            }
        }
    }
}

fn one_bar(chart: &Chart, place: i64, bar: &Bar) -> Markup {
    let (left, right) = (chart.x(place * chart.days), chart.x((place + 1) * chart.days));
    let width = (right - left).saturating_sub(10).clamp(10, 400);
    let undecided = chart.height(bar.unaccepted());
    let accepted = chart.height(bar.accepted());
    let title =
        format!("{}: {} accepted by nothing, {} accepted", bar.first, bar.unaccepted(), bar.accepted());
    html! {
        @if bar.events() > 0 {
            g {
                title { (title) }
                @if undecided > 0 { rect data-bar="undecided" x=(left) width=(width) y=(BOTTOM - undecided) height=(undecided) {} }
                @if accepted > 0 { rect data-bar="accepted" x=(left) width=(width) y=((BOTTOM - undecided).saturating_sub(accepted)) height=(accepted) {} }
            }
        }
    }
}

const HEADS: [&str; 5] = ["From", "Undecided", "Meant to be blocked", "By an exception", "Emergency access"];

fn table(chart: &Chart) -> Markup {
    html! {
        div.fl-unseen {
            table {
            caption { "Device code sign-ins by " (span(chart.days)) }
            thead { tr { @for head in HEADS { th scope="col" { (head) } } } }
            tbody {
                @for bar in chart.bars.iter().filter(|bar| bar.events() > 0) {
                    tr {
                        th scope="row" { (bar.first) }
                        td { (bar.use_of.undecided) }
                        td { (bar.use_of.meant_to_be_blocked) }
                        td { (bar.use_of.exception) }
                        td { (bar.use_of.emergency_access) }
                    }
                }
            }
            }
        }
    }
}
