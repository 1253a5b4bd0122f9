//! An address as a QR code, for a phone that looks at the screen or at paper.

use askama::{Template, filters::HtmlSafe};
use qrcode::{Color, EcLevel, QrCode};

/// White space around the code, in modules (ISO/IEC 18004 asks for four).
const MARGIN: usize = 4;

/// A drawing of an address.
#[derive(Template)]
#[template(path = "parts/qr.html")]
pub(crate) struct Qr {
    /// The address itself, for those who do not see the drawing.
    url: String,
    /// Width and height, in modules.
    size: usize,
    /// The dark modules as the path of an SVG.
    path: String,
}

impl Qr {
    /// The code of an address; none if it is too long for one (over some 2,300 bytes).
    pub(crate) fn new(url: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(url, EcLevel::M).ok()?;
        let (width, modules) = (code.width(), code.to_colors());
        let path = modules
            .chunks(width)
            .zip(MARGIN..)
            .flat_map(|(row, y)| {
                dark(row).map(move |(x, n)| format!("M{} {y}h{n}v1h-{n}z", x + MARGIN))
            })
            .collect();
        Some(Self {
            url: url.to_owned(),
            size: width + 2 * MARGIN,
            path,
        })
    }
}

impl HtmlSafe for Qr {}

/// Where dark modules stand beside each other in a row, and how many.
fn dark(row: &[Color]) -> impl Iterator<Item = (usize, usize)> {
    row.chunk_by(|a, b| a == b)
        .scan(0, |next, run| {
            let start = *next;
            *next += run.len();
            Some((start, run))
        })
        .filter(|(_, run)| run.first() == Some(&Color::Dark))
        .map(|(start, run)| (start, run.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_square_with_its_three_corners() {
        let qr = Qr::new("https://kb.example.org/c/5.7.1").unwrap();
        assert_eq!(qr.size, 29 + 2 * MARGIN);
        for corner in ["M4 4h7v1h-7z", "M26 4h7v1h-7z", "M4 26h7v1h-7z"] {
            assert!(qr.path.contains(corner), "{corner} of {}", qr.path);
        }
        assert!(Qr::new(&"a".repeat(4000)).is_none());
    }
}
