//! A file of emission factors by hour of the day, and what the sources of a development chain say from it. Pure.

use sp_runtime::traits::{BlakeTwo256, Hash};
use uen_primitives::HOURS_PER_DAY;

/// Columns of the file.
const COLUMNS: [&str; 3] = ["hour_of_day", "location_ug_per_wh", "residual_ug_per_wh"];

/// Factors of an hour, in µgCO2e/Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourFactors {
    /// Of all that is consumed.
    pub location: u32,
    /// Of what remains when claimed certificates are taken out.
    pub residual: u32,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorFile {
    /// One an hour of the day.
    pub hours: Vec<HourFactors>,
    /// BLAKE2b-256 of the file.
    pub hash: [u8; 32],
}

/// A hundredth above or below, hour by hour in turn: what a source says that differs.
fn deviating(hour: usize, factor: u32) -> u32 {
    if hour.is_multiple_of(2) {
        factor.saturating_add(factor / 100)
    } else {
        factor - factor / 100
    }
}

impl FactorFile {
    /// Reads the file: all hours from 0 to 23, in order.
    pub fn read(name: &str, text: &[u8]) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
        let header = reader.headers().map_err(|e| format!("{name}: {e}"))?;
        if !header.iter().eq(COLUMNS) {
            return Err(format!("{name}, line 1: the columns should be {}", COLUMNS.join(",")));
        }
        let mut hours = Vec::new();
        for record in reader.deserialize::<(u32, u32, u32)>() {
            let (hour, location, residual) = record.map_err(|e| format!("{name}: {e}"))?;
            if usize::try_from(hour) != Ok(hours.len()) {
                return Err(format!("{name}, line {}: the hours should be 0 to 23 in order, this is {hour}", hours.len() + 2));
            }
            hours.push(HourFactors { location, residual });
        }
        if u32::try_from(hours.len()) != Ok(HOURS_PER_DAY) {
            return Err(format!("{name}: there are {} hours where there should be {HOURS_PER_DAY}", hours.len()));
        }
        Ok(Self { hours, hash: BlakeTwo256::hash(text).into() })
    }

    /// What the source at this place among the sources says: the file's factors, but for the second one, which is a hundredth off, above
    /// in even hours and below in odd ones, so that the median has something to decide.
    pub fn said_by(&self, source: usize) -> Vec<HourFactors> {
        let all = self.hours.iter().copied();
        match source {
            1 => all
                .enumerate()
                .map(|(hour, HourFactors { location, residual })| HourFactors {
                    location: deviating(hour, location),
                    residual: deviating(hour, residual),
                })
                .collect(),
            _ => all.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!("../data/illustrative_emission_factors.csv");

    fn file() -> FactorFile {
        FactorFile::read("f.csv", FILE).expect("the file of the repository")
    }

    #[test]
    fn file_should_have_all_hours_within_the_documented_bounds() {
        let file = file();
        assert_eq!(file.hours.len(), 24);
        assert!(file.hours.iter().all(|hour| (300_000..=510_000).contains(&hour.location)));
        assert!(file.hours.iter().all(|hour| (60_000..=65_000).contains(&(hour.residual - hour.location))));
        assert_eq!(file.hash, <[u8; 32]>::from(BlakeTwo256::hash(FILE)));
    }

    #[test]
    fn sources_should_agree_but_for_the_second() {
        let file = file();
        assert_eq!(file.said_by(0), file.hours);
        assert_eq!(file.said_by(2), file.hours);
        let second = file.said_by(1);
        assert_eq!((second[0].location, second[1].location), (434_300, 415_800));
        assert!(second.iter().zip(&file.hours).all(|(a, b)| a.location != b.location && a.residual != b.residual));
    }

    #[test]
    fn file_should_be_refused_when_it_is_not_of_24_hours_in_order() {
        let read = |text: &str| FactorFile::read("f.csv", text.as_bytes());
        assert!(read("hour,location\n").is_err());
        let header = "hour_of_day,location_ug_per_wh,residual_ug_per_wh\n";
        assert!(read(header).expect_err("none").contains("there are 0 hours"));
        assert!(read(&format!("{header}0,1,2\n2,1,2\n")).expect_err("a hole").contains("line 3"));
        assert!(read(&format!("{header}0,-1,2\n")).is_err());
        assert!(read(&format!("{header}0,1\n")).is_err());
    }
}
