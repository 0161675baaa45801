use std::{env, fs};
fn main() {
    let files: Vec<Vec<u8>> = env::args().skip(1).map(|f| fs::read(f).unwrap()).collect();
    let mut s: u64 = 88172645463325252;
    let mut r = || { s ^= s << 13; s ^= s >> 7; s ^= s << 17; s };
    let toks: [&[u8]; 14] = [b"null", b"[]", b"{}", b"\"\"", b"1", b"\"AdditionalProperties\":{", b"}", b"]", b"[", b"\"none\"", b"true", b"\"value\":[", b"-1", b"\"@odata.type\":\"#microsoft.graph.group\","];
    let (mut ok, mut err) = (0, 0);
    for _ in 0..30000 {
        let mut b = files[(r() as usize) % files.len()].clone();
        if b.len() > 60000 { let st = (r() as usize) % (b.len() - 50000); b = b[st..st + 50000].to_vec(); }
        for _ in 0..(r() % 6) {
            if b.is_empty() { break; }
            let i = (r() as usize) % b.len();
            match r() % 4 {
                0 => { b[i] = r() as u8; }
                1 => { let t = toks[(r() as usize) % toks.len()]; b.splice(i..i, t.iter().copied()); }
                2 => { let j = (i + (r() as usize) % 40).min(b.len()); let t = toks[(r() as usize) % toks.len()]; b.splice(i..j, t.iter().copied()); }
                _ => { b.truncate(i); }
            }
        }
        let mut k = flowlock_core::Intake::new();
        let _ = flowlock_core::Intake::peek(&b);
        match k.read("a", &b) { Ok(_) => ok += 1, Err(_) => err += 1 }
        let _ = k.read("b", &files[0]);
        let _ = k.finish();
        let _ = flowlock_core::Settings::parse("s", &b);
    }
    println!("{ok} {err}");
}
