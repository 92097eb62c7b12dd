//! Small collections in the order of their keys. A console holds tens of rows and not thousands of them; a tree for each
//! kind would be twenty times the code.

/// Values by their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<K, V>(Vec<(K, V)>);

/// Keys, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<K>(Map<K, ()>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self(Map::default())
    }
}

impl<K: Ord, V> Map<K, V> {
    /// Where the key stands, or would.
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| own.cmp(key))
    }

    /// The value of this key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    /// Whether there is one.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a value, and gives back the one that stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => self.0.get_mut(at).map(|(_, own)| std::mem::replace(own, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.place(key).ok().map(|at| self.0.remove(at).1)
    }

    /// Keeps those of which this is so.
    pub fn retain(&mut self, so: impl Fn(&K, &V) -> bool) {
        self.0.retain(|(key, value)| so(key, value));
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<K: Ord> Set<K> {
    /// Whether the key is there.
    pub fn contains(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a key; `false` when it was there.
    pub fn insert(&mut self, key: K) -> bool {
        self.0.insert(key, ()).is_none()
    }

    /// Takes a key out; `false` when it was not there.
    pub fn remove(&mut self, key: &K) -> bool {
        self.0.remove(key).is_some()
    }

    /// Keeps those of which this is so.
    pub fn retain(&mut self, so: impl Fn(&K) -> bool) {
        self.0.retain(|key, ()| so(key));
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<K> IntoIterator for Set<K> {
    type Item = K;
    type IntoIter = std::iter::Map<std::vec::IntoIter<(K, ())>, fn((K, ())) -> K>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.0.into_iter().map(|(key, ())| key)
    }
}

/// The items in their order.
pub fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = Vec::new();
    for item in items {
        let at = sorted.partition_point(|own| *own <= item);
        sorted.insert(at, item);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_by_their_keys_and_each_key_once() {
        let mut map = Map::default();
        assert_eq!([3, 1, 2, 1].map(|key| map.insert(key, key * 10)), [None, None, None, Some(10)]);
        assert_eq!(map.values().copied().collect::<Vec<_>>(), [10, 20, 30]);
        assert_eq!((map.remove(&2), map.remove(&2), map.get(&3)), (Some(20), None, Some(&30)));
        map.retain(|key, _| *key > 1);
        assert!(!map.contains_key(&1) && !map.is_empty());
        map.clear();
        assert!(map.is_empty());
    }

    #[test]
    fn a_key_is_in_a_set_once() {
        let mut set = Set::default();
        assert_eq!([2, 1, 2].map(|key| set.insert(key)), [true, true, false]);
        assert_eq!((set.remove(&1), set.remove(&1), set.contains(&2), set.is_empty()), (true, false, true, false));
        assert_eq!(set.into_iter().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn items_are_sorted() {
        assert_eq!(sorted([2, 1, 2, 0].into_iter()), [0, 1, 2, 2]);
    }
}
