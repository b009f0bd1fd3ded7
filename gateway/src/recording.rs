//! Recorded meters and readings: two CSV files become a list of good rows and a list of faults. Pure; nothing is sent or signed
//! here. A fault never stops the rest: the line is left out and reported.

use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::{BTreeMap, HashMap};
use uen_primitives::{DeviceKind, Period, Registers, UnixSeconds, Wh, ZoneId, PERIOD_SECONDS};

/// Columns of the file of meters.
pub const METER_COLUMNS: [&str; 5] = ["meter", "kind", "load_peak_w", "generation_capacity_w", "zone"];
/// Columns of the file of readings.
pub const READING_COLUMNS: [&str; 5] = ["period_end_utc", "meter", "import_wh", "export_wh", "generation_wh"];
/// How far a clock may be ahead, in seconds: the chain's own tolerance.
pub const CLOCK_TOLERANCE_SECONDS: u64 = 120;

/// A meter as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// Its name, unique in the file.
    pub name: String,
    /// What stands behind it.
    pub kind: DeviceKind,
    /// Most it can draw, in W.
    pub load_capacity_w: u32,
    /// Most it can generate, in W.
    pub generation_capacity_w: u32,
    /// Grid area.
    pub zone: ZoneId,
}

/// A good row: what a meter's registers were at the end of a quarter hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Index of the meter in [`Recording::meters`].
    pub meter: usize,
    /// Line of the file.
    pub line: u64,
    /// End of the meter's row before; of the opening row, its own end.
    pub start: UnixSeconds,
    /// When the registers were read.
    pub end: UnixSeconds,
    /// The registers.
    pub registers: Registers,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// Another number of columns than the header has.
    WrongColumns,
    /// Text where a number or a time should be.
    Unparsable,
    /// A number below zero.
    Negative,
    /// A kind of meter that does not exist.
    UnknownKind,
    /// A reading of a meter that is not in the file of meters, or whose line there is bad.
    UnknownMeter,
    /// A time that is not on a quarter hour.
    NotOnQuarterHour,
    /// A second row of a meter for one quarter hour, or a second line for one meter.
    Duplicate,
    /// A register is lower than in the meter's row before.
    RegisterBackwards,
    /// Quarter hours are missing before the row. The row is used, but its energy is not tradable.
    Gap,
    /// A reading from the future.
    Future,
    /// The gateway has already signed other values for this quarter hour, or is past it.
    AlreadySigned,
    /// The meter's key or registration is not in order.
    Device,
}

/// A fault in the input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// File name.
    pub file: String,
    /// Line, starting at 1 with the header; `None` if it concerns no single line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The meter, if the line tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<String>,
    /// What is wrong.
    pub kind: FaultKind,
    /// The same in words.
    pub message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(meter) = &self.meter {
            write!(f, ", {meter}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Meters, their good rows in order of time, and what was wrong.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// The meters, in the order of the file.
    pub meters: Vec<Meter>,
    /// Good rows by end, then by meter.
    pub rows: Vec<Row>,
    /// What was wrong.
    pub faults: Vec<Fault>,
}

/// A time as the files write it.
pub fn format_time(at: UnixSeconds) -> String {
    i64::try_from(at)
        .ok()
        .and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0))
        .map_or_else(|| format!("{at} s"), |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Collects the faults of one file.
struct Faults<'a> {
    file: &'a str,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, line: u64, meter: Option<&str>, kind: FaultKind, message: String) {
        self.found.push(Fault { file: self.file.to_string(), line: Some(line), meter: meter.map(str::to_string), kind, message });
    }
}

/// A number that must be a whole one, not below zero.
fn number<T: std::str::FromStr>(text: &str, column: &str) -> Result<T, (FaultKind, String)> {
    let text = text.trim();
    text.parse().map_err(|_| match text.strip_prefix('-') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            (FaultKind::Negative, format!("{column} is negative: {text}"))
        }
        _ => (FaultKind::Unparsable, format!("{column} is not a whole number in range: {text:?}")),
    })
}

/// Reads lines as text fields, with their line numbers. A line with other columns than the header is a fault; `named_by` is the
/// column that names the meter.
fn lines(text: &[u8], columns: &[&str], named_by: usize, faults: &mut Faults<'_>) -> Result<Vec<(u64, Vec<String>)>, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let expected = columns.join(",");
    let header = reader.headers().map_err(|e| format!("{}: {e}", faults.file))?;
    if !header.iter().eq(columns.iter().copied()) {
        let found = header.iter().collect::<Vec<_>>().join(",");
        return Err(format!("{}, line 1: the columns should be {expected}, they are {found:?}", faults.file));
    }
    let mut found = Vec::new();
    let mut last_line = 1;
    for record in reader.byte_records() {
        let record = match record {
            Ok(record) => record,
            // Only reading from the buffer can fail here, which it cannot do in the middle of a line.
            Err(e) => return Err(format!("{}, after line {last_line}: {e}", faults.file)),
        };
        let line = record.position().map_or(0, csv::Position::line);
        last_line = line;
        let fields = record.iter().map(|field| String::from_utf8(field.to_vec())).collect::<Result<Vec<_>, _>>();
        match fields {
            Ok(fields) if fields.len() == columns.len() => found.push((line, fields)),
            Ok(fields) => {
                let message = format!("{} columns where there should be {} ({expected})", fields.len(), columns.len());
                faults.add(line, fields.get(named_by).map(String::as_str), FaultKind::WrongColumns, message);
            }
            Err(_) => faults.add(line, None, FaultKind::Unparsable, "not UTF-8 text".to_string()),
        }
    }
    Ok(found)
}

/// `Prosumer`, `Consumer` or `Producer:` and a technology.
fn device_kind(text: &str) -> Option<DeviceKind> {
    Some(match text {
        "Prosumer" | "Producer:Solar" => DeviceKind::Solar,
        "Consumer" => DeviceKind::Consumption,
        "Producer:Wind" => DeviceKind::Wind,
        "Producer:Hydro" => DeviceKind::Hydro,
        "Producer:Geothermal" => DeviceKind::Geothermal,
        "Producer:Biomass" => DeviceKind::Biomass,
        "Producer:WasteHeat" => DeviceKind::WasteHeat,
        _ => return None,
    })
}

fn meter(fields: &[String]) -> Result<Meter, (FaultKind, String)> {
    let [name, kind, load, generation, zone] = fields else {
        return Err((FaultKind::WrongColumns, "wrong number of columns".to_string()));
    };
    if !crate::keystore::is_valid_name(name) {
        return Err((FaultKind::Unparsable, format!("{name:?} cannot name a meter: {}", crate::keystore::NAME_RULE)));
    }
    let kind = device_kind(kind).ok_or_else(|| {
        (
            FaultKind::UnknownKind,
            format!("kind {kind:?} is none of Prosumer, Consumer, Producer:Solar, Producer:Wind, Producer:Hydro"),
        )
    })?;
    Ok(Meter {
        name: name.clone(),
        kind,
        load_capacity_w: number(load, "load_peak_w")?,
        generation_capacity_w: number(generation, "generation_capacity_w")?,
        zone: number(zone, "zone")?,
    })
}

/// Time and registers of a line.
fn reading(fields: &[String], now: UnixSeconds) -> Result<(UnixSeconds, Registers), (FaultKind, String)> {
    let [time, _, import, export, generation] = fields else {
        return Err((FaultKind::WrongColumns, "wrong number of columns".to_string()));
    };
    let end = DateTime::parse_from_rfc3339(time)
        .ok()
        .and_then(|t| u64::try_from(t.timestamp()).ok().filter(|_| t.timestamp_subsec_nanos() == 0))
        .ok_or_else(|| (FaultKind::Unparsable, format!("period_end_utc is not a time such as 2016-06-13T00:15:00Z: {time:?}")))?;
    if end % PERIOD_SECONDS != 0 {
        return Err((FaultKind::NotOnQuarterHour, format!("{time} is not on a quarter hour")));
    }
    if end > now.saturating_add(CLOCK_TOLERANCE_SECONDS) {
        return Err((FaultKind::Future, format!("{time} lies in the future: it is {} now", format_time(now))));
    }
    let registers = Registers {
        import: Wh(number(import, "import_wh")?),
        export: Wh(number(export, "export_wh")?),
        generation: Wh(number(generation, "generation_wh")?),
    };
    Ok((end, registers))
}

/// The registers that ran backwards, by name.
fn backwards(earlier: &Registers, later: &Registers) -> Option<String> {
    let pairs = [
        ("import_wh", earlier.import, later.import),
        ("export_wh", earlier.export, later.export),
        ("generation_wh", earlier.generation, later.generation),
    ];
    let fallen = pairs.iter().filter(|(_, a, b)| b < a).map(|(name, a, b)| format!("{name} from {a} to {b}"));
    let fallen = fallen.collect::<Vec<_>>();
    (!fallen.is_empty()).then(|| fallen.join(", "))
}

impl Meter {
    /// Whether the meter can have counted `delta` in `seconds`, with the chain's five per cent to spare. What it cannot have
    /// counted is still sent, since to judge it is the chain's business; but a register that leapt must not make the good ones
    /// after it look as if they ran backwards.
    pub fn can_have_counted(&self, delta: &Registers, seconds: u64) -> bool {
        let most = |watts: u32| u128::from(watts) * u128::from(seconds) * 105 / (3600 * 100);
        u128::from(delta.import.0) <= most(self.load_capacity_w)
            && u128::from(delta.export.0) <= most(self.generation_capacity_w)
            && u128::from(delta.generation.0) <= most(self.generation_capacity_w)
    }
}

/// Puts one meter's rows in order of time and leaves out those that contradict each other.
fn check_sequence(
    index: usize,
    meter: &Meter,
    mut rows: Vec<(u64, UnixSeconds, Registers)>,
    faults: &mut Faults<'_>,
) -> Vec<Row> {
    // Stable: of two rows for one quarter hour the first in the file counts.
    rows.sort_by_key(|(_, end, _)| *end);
    let mut good: Vec<Row> = Vec::with_capacity(rows.len());
    let mut trusted: Option<(UnixSeconds, Registers)> = None;
    for (line, end, registers) in rows {
        let name = Some(meter.name.as_str());
        let before = good.last().map(|row| (row.end, row.line));
        if let Some((_, first_line)) = before.filter(|(previous, _)| *previous == end) {
            let message = format!("a second row for {}; line {first_line} counts", format_time(end));
            faults.add(line, name, FaultKind::Duplicate, message);
            continue;
        }
        if let Some((at, fallen)) = trusted.and_then(|(at, earlier)| Some((at, backwards(&earlier, &registers)?))) {
            let message = format!("the register runs backwards: {fallen} since {}", format_time(at));
            faults.add(line, name, FaultKind::RegisterBackwards, message);
            continue;
        }
        if let Some((previous, _)) = before {
            let missing = (end - previous) / PERIOD_SECONDS - 1;
            if missing > 0 {
                let message = format!(
                    "{missing} quarter hour{} missing before {}; the row is used, its energy counts as late",
                    if missing == 1 { " is" } else { "s are" },
                    format_time(end)
                );
                faults.add(line, name, FaultKind::Gap, message);
            }
        }
        let plausible = trusted.is_none_or(|(at, earlier)| {
            registers.since(&earlier).is_some_and(|delta| meter.can_have_counted(&delta, end.saturating_sub(at)))
        });
        if plausible {
            trusted = Some((end, registers));
        }
        good.push(Row { meter: index, line, start: before.map_or(end, |(previous, _)| previous), end, registers });
    }
    good
}

/// Reads a file of meters.
///
/// # Errors
/// As [`read`].
pub fn read_meters(meters: (&str, &[u8])) -> Result<(Vec<Meter>, Vec<Fault>), String> {
    let mut recording = Recording::default();
    list_meters(meters, &mut recording)?;
    Ok((recording.meters, recording.faults))
}

/// The lines of meters by name: good ones with their index in [`Recording::meters`], bad ones with their line.
type Listed = (HashMap<String, usize>, HashMap<String, u64>);

fn list_meters(meters: (&str, &[u8]), recording: &mut Recording) -> Result<Listed, String> {
    let mut faults = Faults { file: meters.0, found: Vec::new() };
    let (mut index, mut bad) = (HashMap::new(), HashMap::new());
    for (line, fields) in lines(meters.1, &METER_COLUMNS, 0, &mut faults)? {
        let name = fields.first().cloned().unwrap_or_default();
        match meter(&fields) {
            Ok(_) if index.contains_key(&name) => {
                faults.add(
                    line,
                    Some(&name),
                    FaultKind::Duplicate,
                    "the meter is listed twice; the first line counts".to_string(),
                );
            }
            Ok(meter) => {
                index.insert(name, recording.meters.len());
                recording.meters.push(meter);
            }
            Err((kind, message)) => {
                faults.add(line, Some(&name), kind, message);
                bad.insert(name, line);
            }
        }
    }
    recording.faults.append(&mut faults.found);
    Ok((index, bad))
}

/// Reads both files. `now` is the latest time that a reading can have.
///
/// # Errors
/// If a file's header is not what it should be: then nothing in it can be trusted.
pub fn read(meters: (&str, &[u8]), readings: (&str, &[u8]), now: UnixSeconds) -> Result<Recording, String> {
    let mut recording = Recording::default();
    let (index, bad_meters) = list_meters(meters, &mut recording)?;

    let mut faults = Faults { file: readings.0, found: Vec::new() };
    let mut by_meter: BTreeMap<usize, Vec<(u64, UnixSeconds, Registers)>> = BTreeMap::new();
    // One fault a meter, or a meter missing from the list would bury every other.
    let mut unknown: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (line, fields) in lines(readings.1, &READING_COLUMNS, 1, &mut faults)? {
        let name = fields.get(1).cloned().unwrap_or_default();
        let Some(meter) = index.get(&name) else {
            unknown.entry(name).or_insert((line, 0)).1 += 1;
            continue;
        };
        match reading(&fields, now) {
            Ok((end, registers)) => by_meter.entry(*meter).or_default().push((line, end, registers)),
            Err((kind, message)) => faults.add(line, Some(&name), kind, message),
        }
    }
    for (name, (line, count)) in unknown {
        let why = match bad_meters.get(&name) {
            Some(bad) => format!("its line {bad} in {} is bad", meters.0),
            None => format!("it is not in {}", meters.0),
        };
        let message = format!("unknown meter, {why}; {count} row{} left out", if count == 1 { "" } else { "s" });
        faults.add(line, Some(&name), FaultKind::UnknownMeter, message);
    }
    for (index, rows) in by_meter {
        if let Some(meter) = recording.meters.get(index) {
            recording.rows.extend(check_sequence(index, meter, rows, &mut faults));
        }
    }
    recording.rows.sort_by_key(|row| (row.end, row.meter));
    faults.found.sort_by_key(|fault| fault.line);
    recording.faults.append(&mut faults.found);
    Ok(recording)
}

/// Numbers a meter's readings by the quarter hours since the one before its opening row: 1 for the opening row, and the same
/// number for the same quarter hour however often a file is read, repaired or continued. Two different readings with one number
/// would be the mark of a cloned key.
pub fn counter(base: Period, end: UnixSeconds) -> Option<u64> {
    u64::from(Period::of(end).0).checked_sub(u64::from(base.0)).filter(|counter| *counter > 0)
}

#[cfg(test)]
#[path = "recording_tests.rs"]
mod tests;
