//! A picture that a phone reads, to set up one-time codes or to open a link that stands on paper: a QR code as an image within the
//! page, of one path and without any style of its own.

use kernel::{Error, Result};
use maud::{Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};

/// White margin round the code, in modules, as the standard asks.
const QUIET: usize = 4;

/// The address as a picture; `label` is what those hear who do not see it, and goes into the page as it is.
pub(crate) fn qr(address: &str, label: &'static str) -> Result<Markup> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)
        .map_err(|e| Error::internal("a picture of codes", e))?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        for (x, module) in row.iter().enumerate() {
            if *module == Color::Dark {
                path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
    }
    let side = width + 2 * QUIET;
    let draw = format!(
        "<svg width=\"220\" height=\"220\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    );
    Ok(html! { (PreEscaped(draw)) })
}

#[cfg(test)]
mod tests {
    use super::qr;

    #[test]
    fn the_picture_has_no_style_and_no_script() {
        let drawn = qr("otpauth://totp/Hearth:a%40b.uk?secret=GEZDGNBVGY3TQOJQ&issuer=Hearth", "A picture")
            .unwrap()
            .into_string();
        assert!(drawn.starts_with("<svg ") && !drawn.contains("style") && !drawn.contains("script"));
        assert!(!drawn.contains("GEZDGNBVGY3TQOJQ"));
        assert!(drawn.matches("h1v1").count() > 200);
    }
}
