//! Where a named location is: ranges of addresses, or countries.

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::net::IpAddr;

/// Where a named location is, as far as an address or a country can tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The addresses in one of these ranges.
    Addresses(Vec<AddressRange>),
    /// The countries of these codes, in capitals, told by the address of the sign-in.
    Countries(BTreeSet<String>),
}

/// The addresses from the first to the last, of one family.
///
/// ```
/// use flowlock_core::entra::AddressRange;
/// let range = AddressRange::cidr("192.0.2.7/24").expect("a range");
/// assert!(range.has("192.0.2.255".parse().expect("an address")));
/// assert!(!range.has("192.0.3.0".parse().expect("an address")));
/// assert_eq!(AddressRange::cidr("192.0.2.0/33"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressRange {
    first: IpAddr,
    last: IpAddr,
}

impl AddressRange {
    /// The range that this notation means; `None` where it is none.
    pub fn cidr(text: &str) -> Option<Self> {
        let (address, bits) = text.trim().split_once('/')?;
        let bits: u32 = bits.parse().ok()?;
        match address.parse().ok()? {
            IpAddr::V4(address) if bits <= u32::BITS => {
                let host = u32::MAX.checked_shr(bits).unwrap_or(0);
                let first = address.to_bits() & !host;
                Self::between(IpAddr::V4(first.into()), IpAddr::V4((first | host).into()))
            }
            IpAddr::V6(address) if bits <= u128::BITS => {
                let host = u128::MAX.checked_shr(bits).unwrap_or(0);
                let first = address.to_bits() & !host;
                Self::between(IpAddr::V6(first.into()), IpAddr::V6((first | host).into()))
            }
            _ => None,
        }
    }

    /// The range from one address to another; `None` where they are of two families, or the wrong way
    /// round.
    pub fn between(first: IpAddr, last: IpAddr) -> Option<Self> {
        (first.is_ipv4() == last.is_ipv4() && first <= last).then_some(Self { first, last })
    }

    /// Whether the address lies in the range, be it an IPv4 address written as IPv6.
    pub fn has(self, address: IpAddr) -> bool {
        let holds = |address: IpAddr| {
            address.is_ipv4() == self.first.is_ipv4() && (self.first..=self.last).contains(&address)
        };
        holds(address) || holds(address.to_canonical())
    }

    /// The first address.
    pub const fn first(self) -> IpAddr {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(range: &str, address: &str) -> Option<bool> {
        Some(AddressRange::cidr(range)?.has(address.parse().ok()?))
    }

    #[test]
    fn ranges_hold_what_they_begin_and_end_with() {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("203.0.113.5/32", "203.0.113.5", "203.0.113.6"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("2001:db8::7/128", "2001:db8::7", "2001:db8::8"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:11.1.2.3"),
            ("::ffff:10.0.0.0/104", "::ffff:10.1.2.3", "10.1.2.3"),
            ("0.0.0.0/0", "255.255.255.255", "2001:db8::"),
            ("::/0", "2001:db8::", "192.0.2.1"),
        ] {
            assert_eq!((has(range, inside), has(range, outside)), (Some(true), Some(false)), "{range}");
        }
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in
            ["", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "x/8", "::/129", "10.0.0.0/33"]
        {
            assert_eq!(AddressRange::cidr(text), None, "{text}");
        }
        let [low, high, six] = ["10.0.0.1", "10.0.0.9", "::1"].map(str::parse::<IpAddr>);
        let between = |one: &Result<IpAddr, _>, other: &Result<IpAddr, _>| {
            AddressRange::between(one.clone().ok()?, other.clone().ok()?)
        };
        assert!(between(&low, &high).is_some());
        assert_eq!((between(&high, &low), between(&low, &six)), (None, None));
    }
}
