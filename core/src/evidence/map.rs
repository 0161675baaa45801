//! Maps in which no key stands twice: whoever sends one would have us choose.

use alloc::collections::BTreeMap;

use borsh::{
    BorshDeserialize,
    io::{Error, ErrorKind, Read, Result},
};

/// Reads a map. The library's own reader collects one, which sorts it: see [`order`](crate::order).
pub(super) fn read<K: BorshDeserialize + Ord, V: BorshDeserialize>(
    reader: &mut impl Read,
) -> Result<BTreeMap<K, V>> {
    let mut map = BTreeMap::new();
    for _ in 0..u32::deserialize_reader(reader)? {
        let (key, value) = BorshDeserialize::deserialize_reader(reader)?;
        if map.insert(key, value).is_some() {
            return Err(Error::new(ErrorKind::InvalidData, "a key stands twice"));
        }
    }
    Ok(map)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let map = |pairs: [(u8, u8); 2]| read::<u8, u8>(&mut borsh::to_vec(&pairs[..]).unwrap().as_slice());
        assert_eq!(map([(2, 1), (1, 1)]).unwrap(), BTreeMap::from([(1, 1), (2, 1)]));
        assert!(map([(1, 1), (1, 2)]).is_err());
    }
}
