//! What goes into a statement and what comes out of a row: four kinds of value that mean the same on both engines.

use lobby_shared::time::Millis;

use super::failure::Fault;

/// One parameter or one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// SQL's null.
    Null,
    /// Every number, and truth as 0 and 1.
    Int(i64),
    /// Text without NUL, which PostgreSQL cannot store.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Millis> for Value {
    fn from(time: Millis) -> Self {
        time.0.into()
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Int(truth.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.replace('\0', "\u{fffd}"))
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row, read from its first column to its last: each call takes the next column and checks what it is.
#[derive(Clone, Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    /// A row of these columns.
    pub fn new(columns: Vec<Value>) -> Self {
        Self(columns.into_iter())
    }

    fn next(&mut self) -> Value {
        self.0.next().unwrap_or(Value::Null)
    }

    /// A number, if any.
    ///
    /// # Errors
    /// When the column holds something else; so for all of the following.
    pub fn opt_int(&mut self) -> Result<Option<i64>, Fault> {
        match self.next() {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            Value::Text(_) | Value::Blob(_) => Err(Fault::unreadable("a number")),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn int(&mut self) -> Result<i64, Fault> {
        self.opt_int()?.ok_or_else(|| Fault::unreadable("a number"))
    }

    /// A count from 0, if any.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn opt_count(&mut self) -> Result<Option<u64>, Fault> {
        let number = self.opt_int()?;
        number.map(|number| u64::try_from(number).map_err(|_| Fault::unreadable("a count"))).transpose()
    }

    /// A count from 0.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn count(&mut self) -> Result<u64, Fault> {
        self.opt_count()?.ok_or_else(|| Fault::unreadable("a count"))
    }

    /// A time.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn time(&mut self) -> Result<Millis, Fault> {
        self.count().map(Millis)
    }

    /// Text, if any.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn opt_text(&mut self) -> Result<Option<String>, Fault> {
        match self.next() {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::Int(_) | Value::Blob(_) => Err(Fault::unreadable("text")),
        }
    }

    /// Text.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn text(&mut self) -> Result<String, Fault> {
        self.opt_text()?.ok_or_else(|| Fault::unreadable("text"))
    }

    /// Exactly `N` bytes, if any.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn opt_bytes<const N: usize>(&mut self) -> Result<Option<[u8; N]>, Fault> {
        match self.next() {
            Value::Null => Ok(None),
            Value::Blob(bytes) => bytes.try_into().map(Some).map_err(|_| Fault::unreadable("bytes of that length")),
            Value::Int(_) | Value::Text(_) => Err(Fault::unreadable("bytes")),
        }
    }

    /// Exactly `N` bytes.
    ///
    /// # Errors
    /// See [`Self::opt_int`].
    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.opt_bytes()?.ok_or_else(|| Fault::unreadable("bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_never_reaches_a_text_column() {
        assert_eq!(Value::from("a\0b"), Value::Text("a\u{fffd}b".into()));
    }

    #[test]
    fn columns_are_taken_in_order_and_checked() {
        let mut row = Row::new(vec![Value::Int(7), Value::Null, Value::Text("x".into()), Value::Blob(vec![1, 2])]);
        assert_eq!(row.count().unwrap(), 7);
        assert_eq!(row.opt_text().unwrap(), None);
        assert!(row.int().is_err());
        assert!(row.bytes::<3>().is_err());
        assert!(row.text().is_err(), "there is no fifth column");
    }
}
