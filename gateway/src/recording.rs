//! Recorded meters and readings: two CSV files become a list of good rows and a list of faults. Pure; nothing is sent or signed
//! here. A fault never stops the rest: the line is left out and reported. What could be put right is a notice.

use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::{BTreeMap, HashMap};
use uen_primitives::{Capacities, DeviceKind, Period, Registers, UnixSeconds, Wh, ZoneId, DAY_SECONDS, PERIOD_SECONDS};

/// Columns of the file of meters.
pub const METER_COLUMNS: Columns<'_> = Columns {
    required: &["meter", "kind", "load_peak_w", "generation_capacity_w", "zone"],
    optional: &["export_capacity_w", "storage_wh", "connection"],
    named_by: 0,
};
/// Columns of the file of readings.
pub const READING_COLUMNS: Columns<'_> =
    Columns { required: &["period_end_utc", "meter", "import_wh", "export_wh", "generation_wh"], optional: &[], named_by: 1 };
/// For how many hours a store can be filled at its full load, unless the file says what it holds.
const STORAGE_HOURS: u64 = 4;
/// How far a clock may be ahead, in seconds: the chain's own tolerance.
pub const CLOCK_TOLERANCE_SECONDS: u64 = 120;
/// By how much a register may fall: meters round, and show a value that is one less now and then.
const RESOLUTION: Wh = Wh(1);
/// Rows that are so far from all others, in seconds, may be outliers in time.
const OUTLIER_SECONDS: u64 = 30 * DAY_SECONDS;
/// They are if the bulk of the rows is at least so many times as many.
const OUTLIER_FACTOR: usize = 10;
/// Times that a message lists at most.
const LISTED_TIMES: usize = 3;

/// A meter as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// Its name, unique in the file.
    pub name: String,
    /// What stands behind it.
    pub kind: DeviceKind,
    /// What its nameplate states.
    pub capacities: Capacities,
    /// Grid area.
    pub zone: ZoneId,
    /// The grid connection behind which it is, in words.
    pub connection: String,
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
    /// Whether it opens the meter's registers anew: it leaps from what a meter shows before it shows its register.
    pub reopens: bool,
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
    /// Capacities that a meter of its kind cannot have.
    Nameplate,
    /// A reading of a meter that is not in the file of meters, or whose line there is bad.
    UnknownMeter,
    /// A time that is not on a quarter hour.
    NotOnQuarterHour,
    /// A second row of a meter for one quarter hour, or a second line for one meter.
    Duplicate,
    /// A register is lower than in the meter's row before, by more than rounding.
    RegisterBackwards,
    /// A register rose by more than the nameplate allows.
    Implausible,
    /// A meter is to be swapped at a time for which it has no good row.
    NoReading,
    /// Quarter hours are missing before the row. The row is used, but its energy is not tradable.
    Gap,
    /// Rows that are far from all others in time.
    TimeOutlier,
    /// A notice: a register is lower by no more than rounding, and the reading repeats what it was before.
    Held,
    /// A notice: the registers are opened anew.
    Reopened,
    /// A reading from the future.
    Future,
    /// The gateway has already signed other values for this quarter hour, or is past it.
    AlreadySigned,
    /// The meter's key or registration is not in order.
    Device,
}

/// A fault in the input, or a notice of what was put right.
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
    /// What was put right: nothing is lost by it.
    pub notices: Vec<Fault>,
    /// When which meters are swapped, in order of time.
    pub swaps: Vec<Swap>,
}

/// Another meter takes the place of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Index of the meter in [`Recording::meters`].
    pub meter: usize,
    /// After the reading that ends then.
    pub at: UnixSeconds,
}

/// The columns of a file.
pub struct Columns<'a> {
    /// Those that come first, in this order.
    required: &'a [&'a str],
    /// Those that may follow, in any order.
    optional: &'a [&'a str],
    /// Which of them names the meter.
    named_by: usize,
}

/// A line of a file: its number and its fields, the required ones first.
pub type Line = (u64, Vec<String>);

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
    notices: Vec<Fault>,
}

impl<'a> Faults<'a> {
    fn new(file: &'a str) -> Self {
        Self { file, found: Vec::new(), notices: Vec::new() }
    }

    fn at(&self, line: u64, meter: Option<&str>, kind: FaultKind, message: String) -> Fault {
        Fault { file: self.file.to_string(), line: Some(line), meter: meter.map(str::to_string), kind, message }
    }

    fn add(&mut self, line: u64, meter: Option<&str>, kind: FaultKind, message: String) {
        self.found.push(self.at(line, meter, kind, message));
    }

    fn note(&mut self, line: u64, meter: Option<&str>, kind: FaultKind, message: String) {
        self.notices.push(self.at(line, meter, kind, message));
    }

    /// Hands over what was found, in the order of the lines.
    fn move_to(mut self, recording: &mut Recording) {
        self.found.sort_by_key(|fault| fault.line);
        self.notices.sort_by_key(|notice| notice.line);
        recording.faults.append(&mut self.found);
        recording.notices.append(&mut self.notices);
    }
}

/// The same said of several rows of a meter: one message, with a count.
struct Repeated {
    line: u64,
    message: String,
    more: u64,
    until: UnixSeconds,
}

impl Repeated {
    /// Counts another row that ends at `end`; the first one has the message.
    fn count(found: &mut Option<Self>, line: u64, end: UnixSeconds, message: impl FnOnce() -> String) {
        match found {
            Some(repeated) => (repeated.more, repeated.until) = (repeated.more.saturating_add(1), end),
            None => *found = Some(Self { line, message: message(), more: 0, until: end }),
        }
    }

    fn text(&self) -> String {
        match self.more {
            0 => self.message.clone(),
            1 => format!("{}; so it is with 1 more row, at {}", self.message, format_time(self.until)),
            more => format!("{}; so it is with {more} more rows, up to {}", self.message, format_time(self.until)),
        }
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

impl Columns<'_> {
    /// The columns in words.
    fn text(&self) -> String {
        let required = self.required.join(",");
        if self.optional.is_empty() {
            return required;
        }
        format!("{required}, then any of {}", self.optional.join(","))
    }

    /// The optional columns that a header has.
    fn of_header<'a>(&self, header: &'a csv::StringRecord) -> Option<Vec<&'a str>> {
        let is_required = header.iter().take(self.required.len()).eq(self.required.iter().copied());
        let rest = header.iter().skip(self.required.len()).collect::<Vec<_>>();
        let is_new = |(place, name): (usize, &&str)| self.optional.contains(name) && !rest.iter().take(place).any(|n| n == name);
        (is_required && rest.iter().enumerate().all(is_new)).then_some(rest)
    }
}

/// Reads lines as text fields, with their line numbers, and the optional columns that there are. A line with other columns than the header
/// is a fault.
fn lines(text: &[u8], columns: &Columns<'_>, faults: &mut Faults<'_>) -> Result<(Vec<String>, Vec<Line>), String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let header = reader.headers().map_err(|e| format!("{}: {e}", faults.file))?;
    let optional = columns.of_header(header).map(|optional| optional.into_iter().map(str::to_string).collect::<Vec<_>>());
    let expected = header.iter().collect::<Vec<_>>().join(",");
    let Some(optional) = optional else {
        return Err(format!("{}, line 1: the columns should be {}; they are {expected:?}", faults.file, columns.text()));
    };
    let count = header.len();
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
            Ok(fields) if fields.len() == count => found.push((line, fields)),
            Ok(fields) => {
                let message = format!("{} columns where there should be {count} ({expected})", fields.len());
                faults.add(line, fields.get(columns.named_by).map(String::as_str), FaultKind::WrongColumns, message);
            }
            Err(_) => faults.add(line, None, FaultKind::Unparsable, "not UTF-8 text".to_string()),
        }
    }
    Ok((optional, found))
}

/// `Prosumer`, `Consumer`, `Storage`, or `Producer:` and a technology.
fn device_kind(text: &str) -> Option<DeviceKind> {
    Some(match text {
        "Prosumer" | "Producer:Solar" => DeviceKind::Solar,
        "Consumer" => DeviceKind::Consumption,
        "Storage" => DeviceKind::Storage,
        "Producer:Wind" => DeviceKind::Wind,
        "Producer:Hydro" => DeviceKind::Hydro,
        "Producer:Geothermal" => DeviceKind::Geothermal,
        "Producer:Biomass" => DeviceKind::Biomass,
        "Producer:WasteHeat" => DeviceKind::WasteHeat,
        _ => return None,
    })
}

/// A meter's line; `optional` names its fields after the required ones, which may be empty.
fn meter(fields: &[String], optional: &[String]) -> Result<Meter, (FaultKind, String)> {
    let [name, kind, load, generation, zone, rest @ ..] = fields else {
        return Err((FaultKind::WrongColumns, "wrong number of columns".to_string()));
    };
    if !crate::keystore::is_valid_name(name) {
        return Err((FaultKind::Unparsable, format!("{name:?} cannot name a meter: {}", crate::keystore::NAME_RULE)));
    }
    let unknown = || {
        let known = "Prosumer, Consumer, Storage, Producer:Solar, Producer:Wind, Producer:Hydro";
        (FaultKind::UnknownKind, format!("kind {kind:?} is none of {known}"))
    };
    let kind = device_kind(kind).ok_or_else(unknown)?;
    let stated = |column: &str| {
        let field = optional.iter().zip(rest).find(|(name, _)| *name == column).map(|(_, field)| field);
        field.filter(|field| !field.is_empty())
    };
    let (load_w, generation_w) = (number(load, "load_peak_w")?, number(generation, "generation_capacity_w")?);
    let export_w = stated("export_capacity_w").map(|text| number(text, "export_capacity_w")).transpose()?;
    let storage = stated("storage_wh").map(|text| number(text, "storage_wh")).transpose()?;
    let assumed = if kind == DeviceKind::Storage { u64::from(load_w) * STORAGE_HOURS } else { 0 };
    let export_w = export_w.unwrap_or(generation_w);
    let capacities = Capacities { load_w, generation_w, export_w, storage: Wh(storage.unwrap_or(assumed)) };
    if let Some(reason) = misfit(kind, &capacities) {
        return Err((FaultKind::Nameplate, reason.to_string()));
    }
    let connection = stated("connection").unwrap_or(name).clone();
    Ok(Meter { name: name.clone(), kind, capacities, zone: number(zone, "zone")?, connection })
}

/// Why a meter of a kind cannot have these capacities; `None` if it can.
pub fn misfit(kind: DeviceKind, capacities: &Capacities) -> Option<&'static str> {
    (!capacities.fit(kind)).then_some(match kind {
        DeviceKind::Consumption => {
            "a meter that only consumes has a load, and neither generates, nor gives to the grid, nor stores"
        }
        DeviceKind::Storage => "a store has to store something: state how many Wh",
        _ => "the meter can do nothing: state its load, generation, export or storage",
    })
}

/// The end of a quarter hour.
fn quarter_hour(time: &str, column: &str) -> Result<UnixSeconds, (FaultKind, String)> {
    let parsed = DateTime::parse_from_rfc3339(time).ok().filter(|time| time.timestamp_subsec_nanos() == 0);
    let end = parsed
        .and_then(|time| u64::try_from(time.timestamp()).ok())
        .ok_or_else(|| (FaultKind::Unparsable, format!("{column} is not a time such as 2016-06-13T00:15:00Z: {time:?}")))?;
    if end % PERIOD_SECONDS != 0 {
        return Err((FaultKind::NotOnQuarterHour, format!("{time} is not on a quarter hour")));
    }
    Ok(end)
}

/// Time and registers of a line.
fn reading(fields: &[String], now: UnixSeconds) -> Result<(UnixSeconds, Registers), (FaultKind, String)> {
    let [time, _, import, export, generation] = fields else {
        return Err((FaultKind::WrongColumns, "wrong number of columns".to_string()));
    };
    let end = quarter_hour(time, "period_end_utc")?;
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

/// Registers with the names of their columns.
fn by_name(registers: &Registers) -> [(&'static str, Wh); 3] {
    [("import_wh", registers.import), ("export_wh", registers.export), ("generation_wh", registers.generation)]
}

/// The registers that fell, and by how much the most.
fn fallen(earlier: &Registers, later: &Registers) -> Option<(Wh, String)> {
    let pairs = by_name(earlier).into_iter().zip(by_name(later));
    let fallen = pairs.filter_map(|((name, a), (_, b))| Some((a.checked_sub(b).filter(|by| *by > Wh::ZERO)?, name, a, b)));
    let fallen = fallen.collect::<Vec<_>>();
    let most = fallen.iter().map(|(by, ..)| *by).max()?;
    let names = fallen.iter().map(|(by, name, a, b)| format!("{name} by {by} Wh from {a} to {b}"));
    Some((most, names.collect::<Vec<_>>().join(", ")))
}

/// Registers of which none is lower than it was.
fn held(earlier: &Registers, later: &Registers) -> Registers {
    Registers {
        import: earlier.import.max(later.import),
        export: earlier.export.max(later.export),
        generation: earlier.generation.max(later.generation),
    }
}

impl Meter {
    /// The most that each register can count in `seconds`, with the chain's five per cent to spare.
    fn most(&self, seconds: u64) -> [u128; 3] {
        let most = |watts: u32| u128::from(watts) * u128::from(seconds) * 105 / (3600 * 100);
        let Capacities { load_w, generation_w, export_w, .. } = self.capacities;
        [most(load_w), most(export_w), most(generation_w)]
    }

    /// Whether the meter can have counted `delta` in `seconds`.
    pub fn can_have_counted(&self, delta: &Registers, seconds: u64) -> bool {
        by_name(delta).iter().zip(self.most(seconds)).all(|((_, counted), most)| u128::from(counted.0) <= most)
    }

    /// What the meter cannot have counted in `seconds`, in words.
    fn excess(&self, earlier: &Registers, delta: &Registers, seconds: u64) -> String {
        let registers = by_name(delta).into_iter().zip(by_name(earlier)).zip(self.most(seconds));
        let excess = registers.filter(|(((_, counted), _), most)| u128::from(counted.0) > *most);
        let words = excess.map(|(((name, counted), (_, before)), most)| {
            let after = u128::from(before.0) + u128::from(counted.0);
            format!("{name} rises by {counted} Wh from {before} to {after} (the nameplate allows {most} Wh)")
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

/// Puts one meter's rows in order of time and leaves out those that contradict each other.
fn check_sequence(
    index: usize,
    meter: &Meter,
    mut rows: Vec<(u64, UnixSeconds, Registers)>,
    faults: &mut Faults<'_>,
) -> Vec<Row> {
    let name = Some(meter.name.as_str());
    // Stable: of two rows for one quarter hour the first in the file counts.
    rows.sort_by_key(|(_, end, _)| *end);
    let mut good: Vec<Row> = Vec::with_capacity(rows.len());
    let (mut steps_back, mut leaps) = (None, None);
    let mut has_counted = false;
    let mut following = rows.iter().skip(1);
    for (line, end, mut registers) in rows.iter().copied() {
        let next = following.next();
        let Some(before) = good.last() else {
            good.push(Row { meter: index, line, start: end, end, registers, reopens: false });
            continue;
        };
        if before.end == end {
            let message = format!("a second row for {}; line {} counts", format_time(end), before.line);
            faults.add(line, name, FaultKind::Duplicate, message);
            continue;
        }
        if let Some((by, fallen)) = fallen(&before.registers, &registers) {
            if by > RESOLUTION {
                let message = format!("the register runs backwards: {fallen} since {}", format_time(before.end));
                faults.add(line, name, FaultKind::RegisterBackwards, message);
                continue;
            }
            registers = held(&before.registers, &registers);
            Repeated::count(&mut steps_back, line, end, || {
                format!("the register steps back: {fallen} at {}; the reading repeats the one before", format_time(end))
            });
        }
        let delta = registers.since(&before.registers).unwrap_or_default();
        let seconds = end.saturating_sub(before.end);
        let mut reopens = false;
        if !meter.can_have_counted(&delta, seconds) {
            let excess = meter.excess(&before.registers, &delta, seconds);
            // A single row that leaps too high is no register: those after it go on from where it was.
            let goes_on = next.is_none_or(|(_, _, next)| fallen_by(&registers, next) <= RESOLUTION);
            if has_counted || !goes_on {
                Repeated::count(&mut leaps, line, end, || {
                    format!("implausible: {excess} since {}; the row is left out", format_time(before.end))
                });
                continue;
            }
            reopens = true;
            let message = format!("nothing was counted before {}, and {excess}: the registers are opened anew", format_time(end));
            faults.note(line, name, FaultKind::Reopened, message);
        }
        flush(&mut leaps, name, faults);
        has_counted |= !reopens && delta != Registers::default();
        let missing = (seconds / PERIOD_SECONDS).saturating_sub(1);
        if missing > 0 {
            let message = format!(
                "{missing} quarter hour{} missing before {}; the row is used, its energy counts as late",
                if missing == 1 { " is" } else { "s are" },
                format_time(end)
            );
            faults.add(line, name, FaultKind::Gap, message);
        }
        let start = before.end;
        good.push(Row { meter: index, line, start, end, registers, reopens });
    }
    flush(&mut leaps, name, faults);
    if let Some(repeated) = steps_back {
        faults.note(repeated.line, name, FaultKind::Held, repeated.text());
    }
    good
}

/// By how much the register that fell most did.
fn fallen_by(earlier: &Registers, later: &Registers) -> Wh {
    fallen(earlier, later).map_or(Wh::ZERO, |(by, _)| by)
}

/// Reports a run of rows that leap.
fn flush(leaps: &mut Option<Repeated>, name: Option<&str>, faults: &mut Faults<'_>) {
    if let Some(repeated) = leaps.take() {
        faults.add(repeated.line, name, FaultKind::Implausible, repeated.text());
    }
}

/// The rows of meters, by the meter's index.
type ByMeter = BTreeMap<usize, Vec<(u64, UnixSeconds, Registers)>>;

/// Leaves out rows that are far from all others in time: a clock that was not set yet, or was set wrongly. The replay would wait for
/// them, or count from them.
fn leave_out_outliers(by_meter: &mut ByMeter, meters: &[Meter], faults: &mut Faults<'_>) {
    let mut ends = by_meter.values().flatten().map(|(_, end, _)| *end).collect::<Vec<_>>();
    ends.sort_unstable();
    let groups = ends.chunk_by(|a, b| b.saturating_sub(*a) <= OUTLIER_SECONDS).collect::<Vec<_>>();
    let Some(bulk) = groups.iter().max_by_key(|group| group.len()) else { return };
    let (Some(first), Some(last)) = (bulk.first(), bulk.last()) else { return };
    let few = groups.iter().filter(|group| group.len().saturating_mul(OUTLIER_FACTOR) <= bulk.len());
    let spans = few.filter_map(|group| Some(*group.first()?..=*group.last()?)).collect::<Vec<_>>();
    for (index, rows) in by_meter {
        let is_outlier = |(_, end, _): &(u64, UnixSeconds, Registers)| spans.iter().any(|span| span.contains(end));
        let (outliers, rest): (Vec<_>, Vec<_>) = std::mem::take(rows).into_iter().partition(is_outlier);
        *rows = rest;
        let Some((line, ..)) = outliers.first() else { continue };
        let mut times = outliers.iter().take(LISTED_TIMES).map(|(_, end, _)| format_time(*end)).collect::<Vec<_>>().join(", ");
        if outliers.len() > LISTED_TIMES {
            times.push_str(" and others");
        }
        let message = format!(
            "{} far from the recording, which lasts from {} to {}, and left out: {times}",
            if outliers.len() == 1 { "1 row is".to_string() } else { format!("{} rows are", outliers.len()) },
            format_time(*first),
            format_time(*last)
        );
        faults.add(*line, meters.get(*index).map(|meter| meter.name.as_str()), FaultKind::TimeOutlier, message);
    }
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
    let mut faults = Faults::new(meters.0);
    let (mut index, mut bad) = (HashMap::new(), HashMap::new());
    let (optional, lines) = lines(meters.1, &METER_COLUMNS, &mut faults)?;
    for (line, fields) in lines {
        let name = fields.first().cloned().unwrap_or_default();
        match meter(&fields, &optional) {
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
    faults.move_to(recording);
    Ok((index, bad))
}

/// Reads both files. `now` is the latest time that a reading can have.
///
/// # Errors
/// If a file's header is not what it should be: then nothing in it can be trusted.
pub fn read(meters: (&str, &[u8]), readings: (&str, &[u8]), now: UnixSeconds) -> Result<Recording, String> {
    let mut recording = Recording::default();
    let (index, bad_meters) = list_meters(meters, &mut recording)?;

    let mut faults = Faults::new(readings.0);
    let mut by_meter = ByMeter::new();
    // One fault a meter, or a meter missing from the list would bury every other.
    let mut unknown: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (line, fields) in lines(readings.1, &READING_COLUMNS, &mut faults)?.1 {
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
    leave_out_outliers(&mut by_meter, &recording.meters, &mut faults);
    for (index, rows) in by_meter {
        if let Some(meter) = recording.meters.get(index) {
            recording.rows.extend(check_sequence(index, meter, rows, &mut faults));
        }
    }
    recording.rows.sort_by_key(|row| (row.end, row.meter));
    faults.move_to(&mut recording);
    Ok(recording)
}

/// Columns of the file of swaps.
const SWAP_COLUMNS: Columns<'_> = Columns { required: &["meter", "at_utc"], optional: &[], named_by: 0 };

impl Recording {
    /// Has meters swapped as a file says: the rows that follow have the registers of the new meter, which begins at 0.
    ///
    /// # Errors
    /// As [`read`].
    pub fn swap(&mut self, swaps: (&str, &[u8])) -> Result<(), String> {
        let mut faults = Faults::new(swaps.0);
        for (line, fields) in lines(swaps.1, &SWAP_COLUMNS, &mut faults)?.1 {
            let [name, time] = fields.as_slice() else { continue };
            match self.find_swap(name, time) {
                Ok(swap) => self.swaps.push(swap),
                Err((kind, message)) => faults.add(line, Some(name), kind, message),
            }
        }
        self.swaps.sort_by_key(|swap| (swap.at, swap.meter));
        // The earliest first: the closing registers of a later one are counted from it.
        for swap in &self.swaps {
            let of_meter = |row: &&Row| row.meter == swap.meter && row.end == swap.at;
            let Some(closing) = self.rows.iter().find(of_meter).map(|row| row.registers) else { continue };
            for row in self.rows.iter_mut().filter(|row| row.meter == swap.meter && row.end > swap.at) {
                row.registers = row.registers.since(&closing).unwrap_or(row.registers);
            }
        }
        faults.move_to(self);
        Ok(())
    }

    fn find_swap(&self, name: &str, time: &str) -> Result<Swap, (FaultKind, String)> {
        let meter = self.meters.iter().position(|meter| meter.name == name);
        let meter = meter.ok_or_else(|| (FaultKind::UnknownMeter, "the file of meters has no such meter".to_string()))?;
        let swap = Swap { meter, at: quarter_hour(time, "at_utc")? };
        if self.swaps.contains(&swap) {
            return Err((FaultKind::Duplicate, format!("the meter is swapped at {time} already")));
        }
        if !self.rows.iter().any(|row| row.meter == meter && row.end == swap.at) {
            let message = format!("the meter has no usable row for {time}, after which it could be swapped");
            return Err((FaultKind::NoReading, message));
        }
        Ok(swap)
    }

    /// When a meter is swapped.
    pub fn swaps_of(&self, meter: usize) -> impl Iterator<Item = UnixSeconds> + '_ {
        self.swaps.iter().filter(move |swap| swap.meter == meter).map(|swap| swap.at)
    }
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
