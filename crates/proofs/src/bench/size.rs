//! The size of the two files after years.

use std::fs;

use super::page::Page;
use super::stock;
use crate::proof::{Scale, Trouble};

const OAS: usize = 50;
/// Three years of daily refreshes.
const DAYS: u32 = 3 * 365;
/// Limit for both files together, in MB.
const MOST: f64 = 15.0;

/// Measures. With `--quick`, a tenth of the OAs and a tenth of the limit.
pub(super) fn measure(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let part = if scale.quick { 10 } else { 1 };
    let count = OAS / part;
    let home = stock::home(scale, "http://127.0.0.1:1".to_owned())?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let engine = testkit::started(home.options()?).await?;
        stock::live(&engine, count, DAYS, engine.now())
    })?;
    let size = |name: &str| fs::metadata(home.data().join(name)).map(|file| file.len());
    let [vault, copy] = [size("vault.db")?, size("recovery.db")?]
        .map(|bytes| f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6);
    page.part(
        "After years",
        &format!(
            "The vault files of {count} OAs that were refreshed once a day for {DAYS} days; each answer is about 400 \
             bytes."
        ),
    );
    page.line(&format!("- `vault.db`: {vault:.2} MB\n- `recovery.db`: {copy:.2} MB"));
    page.at_most("both", vault + copy, MOST / f64::from(u8::try_from(part)?), " MB");
    Ok(())
}
