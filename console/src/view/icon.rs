//! The icons: Lucide's outlines, drawn inline, hidden from screen readers because a word always stands beside them.

use leptos::prelude::*;

/// Which icon.
#[expect(missing_docs, reason = "each is named after what it draws")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Eye,
    Bubble,
    Globe,
    Check,
    CheckTwice,
    Clock,
    Alert,
    Close,
    Back,
    Down,
    Leave,
    Send,
    Copy,
    Search,
    Panel,
    Filter,
    Columns,
    List,
    Grid,
    Up,
    Sort,
    Offline,
    Keyboard,
}

const OFFLINE: &[&str] = &[
    "M12 20h.01",
    "M8.5 16.43a5 5 0 0 1 7 0",
    "M5 12.86a10 10 0 0 1 5.17-2.69",
    "M19 12.86a10 10 0 0 0-2.01-1.52",
    "M2 8.82a15 15 0 0 1 4.18-2.64",
    "M22 8.82a15 15 0 0 0-11.29-3.76",
    "m2 2 20 20",
];
const KEYBOARD: &[&str] = &[
    "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
    "M6 8h.01",
    "M10 8h.01",
    "M14 8h.01",
    "M18 8h.01",
    "M8 12h.01",
    "M12 12h.01",
    "M16 12h.01",
    "M7 16h10",
];
const GRID: &[&str] = &[
    "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
    "M3 9h18",
    "M3 15h18",
    "M9 3v18",
    "M15 3v18",
];
const GLOBE: &[&str] =
    &["M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0", "M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20", "M2 12h20"];

impl Glyph {
    const fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Eye => &[
                "M2.06 12.35a1 1 0 0 1 0-.7 10.75 10.75 0 0 1 19.88 0 1 1 0 0 1 0 .7 10.75 10.75 0 0 1-19.88 0",
                "M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0",
            ],
            Self::Bubble => &["M7.9 20A9 9 0 1 0 4 16.1L2 22Z"],
            Self::Globe => GLOBE,
            Self::Check => &["M20 6 9 17l-5-5"],
            Self::CheckTwice => &["M18 6 7 17l-5-5", "m22 10-7.5 7.5L13 16"],
            Self::Clock => &["M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0", "M12 6v6l4 2"],
            Self::Alert => &["M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0", "M12 8v4", "M12 16h.01"],
            Self::Close => &["M18 6 6 18", "m6 6 12 12"],
            Self::Back => &["m12 19-7-7 7-7", "M19 12H5"],
            Self::Down => &["M12 5v14", "m19 12-7 7-7-7"],
            Self::Leave => &["M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4", "m16 17 5-5-5-5", "M21 12H9"],
            Self::Send => &[
                "M14.54 21.69a.5.5 0 0 0 .93-.03l6.5-19a.5.5 0 0 0-.63-.63l-19 6.5a.5.5 0 0 0-.02.94l7.93 3.18a2 2 0 0 \
                 1 1.11 1.11z",
                "m21.85 2.15-10.94 10.94",
            ],
            Self::Search => &["M19 11a8 8 0 1 1-16 0 8 8 0 0 1 16 0", "m21 21-4.3-4.3"],
            Self::Panel => &["M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z", "M15 3v18"],
            Self::Filter => &["M22 3H2l8 9.46V19l4 2v-8.54z"],
            Self::Columns => {
                &["M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z", "M9 3v18", "M15 3v18"]
            }
            Self::List => &["M3 5h.01", "M3 12h.01", "M3 19h.01", "M8 5h13", "M8 12h13", "M8 19h13"],
            Self::Grid => GRID,
            Self::Up => &["M12 19V5", "m5 12 7-7 7 7"],
            Self::Sort => &["M11 5h10", "M11 12h7", "M11 19h4", "m3 16 3 3 3-3", "M6 19V5"],
            Self::Offline => OFFLINE,
            Self::Keyboard => KEYBOARD,
            Self::Copy => &[
                "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2z",
                "M4 16a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2",
            ],
        }
    }
}

/// One icon, square, in the colour of the text around it.
pub fn icon(glyph: Glyph) -> AnyView {
    sized(glyph, 16)
}

/// The same in another size, in CSS pixels.
pub fn sized(glyph: Glyph, size: u8) -> AnyView {
    let paths: Vec<AnyView> = glyph.paths().iter().map(|path| view! { <path d=*path></path> }.into_any()).collect();
    view! {
        <svg class="icon" width=size.to_string() height=size.to_string() viewBox="0 0 24 24" aria-hidden="true">
            {paths}
        </svg>
    }
    .into_any()
}
