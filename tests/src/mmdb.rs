//! Small region files for tests, written in MaxMind's DB format from networks and what is known of them.

use std::net::Ipv4Addr;

/// A value in a file.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(&'static str),
    /// A number of two bytes.
    Short(u16),
    /// A number of four bytes.
    Number(u32),
    /// A number of eight bytes.
    Long(u64),
    /// Named values.
    Map(Vec<(&'static str, Value)>),
    /// Values in order.
    List(Vec<Value>),
}

/// What a flat file knows of a network.
pub fn flat(code: &'static str) -> Value {
    Value::Map(vec![("country_code", Value::Text(code))])
}

/// What a file of MaxMind's own shape knows of a network.
pub fn nested(code: &'static str, province: &'static str, city: &'static str) -> Value {
    let named =
        |name| Value::Map(vec![("names", Value::Map(vec![("de", Value::Text("?")), ("en", Value::Text(name))]))]);
    let country = Value::Map(vec![("iso_code", Value::Text(code))]);
    Value::Map(vec![("country", country), ("subdivisions", Value::List(vec![named(province)])), ("city", named(city))])
}

/// A file that knows these networks, as first address and bits.
///
/// # Panics
/// When a network lies inside another.
pub fn file(kind: &'static str, networks: &[(Ipv4Addr, u8, Value)]) -> Vec<u8> {
    // Of each node: to the left and to the right, as a node, as data, or as nothing.
    let mut nodes = vec![[Next::Nothing; 2]];
    let mut data = Vec::new();
    for (first, bits, known) in networks {
        let place = u32::try_from(data.len()).unwrap();
        put(&mut data, known);
        let mut at = 0;
        for depth in 0..*bits {
            let side = usize::from(first.to_bits() >> (31 - u32::from(depth)) & 1 == 1);
            if depth + 1 == *bits {
                nodes[at][side] = Next::Data(place);
                break;
            }
            at = match nodes[at][side] {
                Next::Node(next) => next,
                Next::Nothing => {
                    nodes.push([Next::Nothing; 2]);
                    nodes[at][side] = Next::Node(nodes.len() - 1);
                    nodes.len() - 1
                }
                Next::Data(_) => panic!("a network inside another"),
            };
        }
    }
    let count = u32::try_from(nodes.len()).unwrap();
    let mut file = Vec::new();
    for next in nodes.into_iter().flatten() {
        let number = match next {
            Next::Nothing => count,
            Next::Node(node) => u32::try_from(node).unwrap(),
            Next::Data(place) => count + 16 + place,
        };
        file.extend(&number.to_be_bytes()[1..]);
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    let metadata = Value::Map(vec![
        ("node_count", Value::Number(count)),
        ("record_size", Value::Short(24)),
        ("ip_version", Value::Short(4)),
        ("database_type", Value::Text(kind)),
        ("languages", Value::List(vec![])),
        ("binary_format_major_version", Value::Short(2)),
        ("binary_format_minor_version", Value::Short(0)),
        ("build_epoch", Value::Long(1)),
        ("description", Value::Map(vec![])),
    ]);
    put(&mut file, &metadata);
    file
}

#[derive(Clone, Copy)]
enum Next {
    Nothing,
    Node(usize),
    Data(u32),
}

fn head(out: &mut Vec<u8>, kind: u8, size: usize) {
    let (size, more) = if size < 29 { (size, None) } else { (29, Some(size - 29)) };
    let size = u8::try_from(size).unwrap();
    // Kinds from 8 on stand in a byte of their own.
    if kind < 8 {
        out.push(kind << 5 | size)
    } else {
        out.extend([size, kind - 7])
    }
    out.extend(more.map(|more| u8::try_from(more).expect("a short text")));
}

fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Text(text) => {
            head(out, 2, text.len());
            out.extend(text.as_bytes());
        }
        Value::Short(number) => {
            head(out, 5, 2);
            out.extend(number.to_be_bytes());
        }
        Value::Long(number) => {
            head(out, 9, 8);
            out.extend(number.to_be_bytes());
        }
        Value::Number(number) => {
            head(out, 6, 4);
            out.extend(number.to_be_bytes());
        }
        Value::Map(entries) => {
            head(out, 7, entries.len());
            for (name, value) in entries {
                put(out, &Value::Text(name));
                put(out, value);
            }
        }
        Value::List(values) => {
            head(out, 11, values.len());
            values.iter().for_each(|value| put(out, value));
        }
    }
}
