//! A map whose keys are no text, as a list of pairs in JSON. No key stands twice in it.

use alloc::{collections::BTreeMap, vec::Vec};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::order;

pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
    map: &BTreeMap<K, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map)
}

pub(super) fn deserialize<'d, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'d> + Ord,
    V: Deserialize<'d>,
    D: Deserializer<'d>,
{
    let pairs: Vec<(K, V)> = Vec::deserialize(deserializer)?;
    let count = pairs.len();
    let map = order::map(pairs);
    if map.len() == count { Ok(map) } else { Err(D::Error::custom("a key stands twice")) }
}
