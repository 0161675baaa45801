use std::{env, fs, time::Instant};
fn main() {
    let mut intake = flowlock_core::Intake::new();
    for f in env::args().skip(1) {
        let bytes = fs::read(&f).unwrap();
        let t = Instant::now();
        let r = intake.read(f.rsplit('/').next().unwrap(), &bytes);
        println!("{f}: {:?} {:?}", r.map_err(|p| (p.code, p.message, p.pointer)), t.elapsed());
    }
    let t = intake.finish().unwrap();
    for s in &t.sources {
        println!("{} {:?} {} {} {:#?}", s.name, s.kind, s.records, s.complete, s.problems);
    }
    for p in &t.policies {
        println!(
            "{} {} {:?} flows={:?} blocks={} unk={:?} out={:?} exU={:?} exG={:?} {:?} {:?}",
            p.id,
            p.display_name,
            p.state,
            p.flows.as_ref().map(|l| &l.items),
            p.blocks(),
            p.unknown,
            p.outside,
            p.users.exclude.users.items,
            p.users.exclude.groups.items,
            p.created,
            p.modified
        );
    }
    println!(
        "{:?} users {:?} groups {} roles {} loc {:?} hints {}",
        t.directory.security_defaults,
        t.directory.users,
        t.directory.groups.len(),
        t.directory.roles.len(),
        t.directory.locations,
        t.hints.len()
    );
}
