//! Command line.

use crate::{
    calls::AccuracyClass,
    device_key::Scheme,
    error::{Error, Result},
    market_report::parse_price,
    setup::Role,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use sp_core::H256;
use std::{path::PathBuf, time::Duration};
use uen_primitives::{Day, DeviceKind, Medium, PricePerWh, Registers, Resolution, UnixSeconds, Wh, DAY_SECONDS};

/// The program at the meter: keeps device keys, signs, batches and relays readings, replays recorded ones, trades, accounts for carbon.
#[derive(Debug, Parser)]
#[command(
    name = "uen-gateway",
    version,
    after_help = "Exit status: 0 everything went well; 1 failure; 2 wrong usage; 3 finished, but some readings were rejected \
                  or orders or certificates refused, lines of the input were bad, or eras could not be waited for.\n\nSecrets are best given through the environment, where other users of the machine \
                  do not see them."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Where everything is kept, and how to talk.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Print JSON for machines: one object a line on standard output, errors on standard error.
    #[arg(long, global = true)]
    pub json: bool,

    /// Address of a node.
    #[arg(long, global = true, env = "UEN_GATEWAY_URL", default_value = "ws://127.0.0.1:9944", value_name = "URL")]
    pub url: String,

    /// Folder of the encrypted device keys [default: ~/.uen-gateway/keys].
    #[arg(long, global = true, env = "UEN_GATEWAY_KEYSTORE", value_name = "DIR")]
    pub keystore: Option<PathBuf>,

    /// File of the outbox [default: ~/.uen-gateway/outbox.sqlite].
    #[arg(long, global = true, env = "UEN_GATEWAY_OUTBOX", value_name = "FILE")]
    pub outbox: Option<PathBuf>,

    /// File whose first line is the passphrase of the key store. Without it the passphrase is taken from the environment
    /// variable UEN_GATEWAY_PASSPHRASE, or asked for.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,

    /// Seconds to wait for a node that does not answer, or a chain whose clock stands still.
    #[arg(long, global = true, default_value_t = 300, value_name = "SECONDS")]
    pub max_wait: u64,
}

impl Global {
    /// A file in the user's own folder.
    fn at_home(name: &str) -> PathBuf {
        std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default().join(".uen-gateway").join(name)
    }

    /// Folder of the key store.
    pub fn keystore(&self) -> PathBuf {
        self.keystore.clone().unwrap_or_else(|| Self::at_home("keys"))
    }

    /// File of the outbox.
    pub fn outbox(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| Self::at_home("outbox.sqlite"))
    }

    /// How long to wait for a node.
    pub fn max_wait(&self) -> Duration {
        Duration::from_secs(self.max_wait)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a device key, and the key store if there is none.
    Keygen(Keygen),
    /// Register a device for its owner, proving possession of its key.
    Register(Register),
    /// As a certifier: issue or renew a certificate for a device.
    Certify(Certify),
    /// As a device's owner: give it another key. The meter stays.
    RotateKey(RotateKey),
    /// As a metrology body: close a meter's registers and put another meter, with a key of its own, in its place.
    ReplaceMeter(ReplaceMeter),
    /// Sign and relay recorded readings as the chain's clock reaches them.
    Replay(Replay),
    /// Offer and bid on the energy market for the quarter hours of the next day, from what was measured in the same ones today.
    Trade(Trade),
    /// On a development chain: publish emission factors, have certificates issued of what was generated, sell and retire them.
    Carbon(Carbon),
    /// Write an auditor's report of what accounts emitted: tables (CSV) and a document (JSON).
    Footprint(Footprint),
    /// Show the connection, the chain's clock, the outbox and the devices.
    Status,
}

/// `keygen`.
#[derive(Debug, Args)]
pub struct Keygen {
    /// Name of the device.
    #[arg(long)]
    pub name: String,
    /// Signature scheme.
    #[arg(long, value_enum, default_value_t)]
    pub scheme: Scheme,
}

/// What stands behind a meter.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Consumption only.
    Consumption,
    /// Photovoltaics or solar heat.
    Solar,
    /// Wind.
    Wind,
    /// Hydro power.
    Hydro,
    /// Geothermal.
    Geothermal,
    /// Biomass.
    Biomass,
    /// Waste heat.
    WasteHeat,
    /// A battery or another store.
    Storage,
    /// A charging point for electric vehicles.
    EvCharger,
    /// Generation from fossil fuel.
    Fossil,
}

impl From<Kind> for DeviceKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Consumption => Self::Consumption,
            Kind::Solar => Self::Solar,
            Kind::Wind => Self::Wind,
            Kind::Hydro => Self::Hydro,
            Kind::Geothermal => Self::Geothermal,
            Kind::Biomass => Self::Biomass,
            Kind::WasteHeat => Self::WasteHeat,
            Kind::Storage => Self::Storage,
            Kind::EvCharger => Self::EvCharger,
            Kind::Fossil => Self::Fossil,
        }
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Measured {
    /// Electricity, in Wh.
    Electricity,
    /// Cooling, in Wh.
    Cooling,
    /// Heat, in Wh.
    Heat,
    /// Gas, in litres.
    Gas,
    /// Cold water, in litres.
    ColdWater,
    /// Hot water, in litres.
    HotWater,
    /// Any other.
    Other,
}

impl From<Measured> for Medium {
    fn from(measured: Measured) -> Self {
        match measured {
            Measured::Electricity => Self::Electricity,
            Measured::Cooling => Self::Cooling,
            Measured::Heat => Self::Heat,
            Measured::Gas => Self::Gas,
            Measured::ColdWater => Self::ColdWater,
            Measured::HotWater => Self::HotWater,
            Measured::Other => Self::Other,
        }
    }
}

/// `register`.
#[derive(Debug, Args)]
pub struct Register {
    /// Name of the device in the key store.
    #[arg(long)]
    pub name: String,
    /// Secret URI of the owner, who pays the deposit: a mnemonic, a seed in 0x-hex, or e.g. //Alice.
    #[arg(long, env = "UEN_GATEWAY_OWNER", hide_env_values = true, value_name = "SURI")]
    pub owner: String,
    /// What stands behind the meter.
    #[arg(long, value_enum)]
    pub kind: Kind,
    /// What is measured.
    #[arg(long, value_enum, default_value = "electricity")]
    pub medium: Measured,
    /// Most it can take from the grid, in W.
    #[arg(long, value_name = "W")]
    pub load_w: u32,
    /// Most it can generate, in W.
    #[arg(long, value_name = "W", default_value_t = 0)]
    pub generation_w: u32,
    /// Most it can give to the grid, in W; without this as much as it can generate.
    #[arg(long, visible_alias = "export-capacity", value_name = "W")]
    pub export_w: Option<u32>,
    /// Most it can store, in Wh. A store needs it.
    #[arg(long, visible_alias = "storage", value_name = "WH", default_value_t = 0)]
    pub storage_wh: u64,
    /// Minutes from one reading to the next. Energy is traded by quarter hours only.
    #[arg(long, value_enum, value_name = "MINUTES", default_value = "15")]
    pub resolution: Minutes,
    /// Grid area.
    #[arg(long)]
    pub zone: u32,
    /// File whose BLAKE2b-256 hash goes on chain; without it, that of the device's name and a secret salt.
    #[arg(long, value_name = "FILE")]
    pub metadata: Option<PathBuf>,
}

/// `certify`.
#[derive(Debug, Args)]
pub struct Certify {
    /// The device: 0x and 64 hexadecimal digits, or its name in the key store.
    #[arg(long, value_name = "ID")]
    pub device: String,
    /// What the certifier is appointed for.
    #[arg(long, value_enum)]
    pub role: Role,
    /// Secret URI of the certifier.
    #[arg(long, env = "UEN_GATEWAY_CERTIFIER", hide_env_values = true, value_name = "SURI")]
    pub suri: String,
    /// Last day on which the certificate is valid (2036-12-31), or a moment (2036-12-31T12:00:00Z).
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub valid_until: UnixSeconds,
    /// For a metrology body: accuracy class (MID, annex MI-003).
    #[arg(long, value_enum, default_value = "B", ignore_case = true)]
    pub accuracy_class: AccuracyClass,
    /// For a regulator: what the device may take part in; any of all, monitor, trade, certify, mine, demand-response, charge.
    #[arg(long, value_delimiter = ',', default_value = "monitor,mine", value_name = "LIST")]
    pub permissions: Vec<String>,
    /// For a regulator: the grid connection behind which the device is, in any words, with a secret salt if nobody is to guess it. Devices of
    /// one connection get the same text. The chain gets the BLAKE2b-256 hash of UEN:connection:TEXT. Without this the device is alone
    /// behind its connection, and a renewal changes nothing.
    #[arg(long, value_name = "TEXT")]
    pub connection: Option<String>,
    /// Renew a certificate that is still valid.
    #[arg(long)]
    pub renew: bool,
}

/// By which spans a meter measures.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Minutes {
    /// A quarter hour.
    #[value(name = "15")]
    Quarter,
    /// Half an hour.
    #[value(name = "30")]
    Half,
    /// An hour.
    #[value(name = "60")]
    Hour,
}

impl From<Minutes> for Resolution {
    fn from(minutes: Minutes) -> Self {
        match minutes {
            Minutes::Quarter => Self::QuarterHour,
            Minutes::Half => Self::HalfHour,
            Minutes::Hour => Self::Hour,
        }
    }
}

/// A device's next key.
#[derive(Debug, Args)]
pub struct NewKey {
    /// File of the new key: devices/NAME.json of a key store with the same passphrase, as `keygen` makes it. It is copied. Without this a
    /// key is made.
    #[arg(long, value_name = "FILE", conflicts_with = "scheme")]
    pub key_file: Option<PathBuf>,
    /// Signature scheme of a key that is made [default: that of the key until now].
    #[arg(long, value_enum)]
    pub scheme: Option<Scheme>,
    /// Go on although readings wait in the outbox that the key until now has signed: the chain will refuse them.
    #[arg(long)]
    pub lose_unsent: bool,
}

/// `rotate-key`.
#[derive(Debug, Args)]
#[command(
    after_help = "The new key is in the key store as devices/NAME.json.next before anything is sent. When the chain has it, it takes the \
                  place of devices/NAME.json, and the key until now stays as devices/NAME.json.former-N. If the command is interrupted, \
                  run it again.\n\n\
                  Example:\n  \
                  uen-gateway rotate-key --name roof --owner //Alice//roof"
)]
pub struct RotateKey {
    /// Name of the device in the key store.
    #[arg(long)]
    pub name: String,
    /// Secret URI of the device's owner.
    #[arg(long, env = "UEN_GATEWAY_OWNER", hide_env_values = true, value_name = "SURI")]
    pub owner: String,
    /// The new key.
    #[command(flatten)]
    pub new: NewKey,
}

/// `replace-meter`.
#[derive(Debug, Args)]
#[command(
    after_help = "Owner, history, orders and the regulator's authorisation stay. Type approval and metrology were of the old meter: issue them \
                  anew with certify. The key files change as with rotate-key.\n\n\
                  Example:\n  \
                  uen-gateway replace-meter --name roof --suri //Alice//metrology\n  \
                  uen-gateway certify --device roof --role manufacturer --suri //Alice//manufacturer --valid-until 2036-12-31\n  \
                  uen-gateway certify --device roof --role metrology --suri //Alice//metrology --valid-until 2036-12-31"
)]
pub struct ReplaceMeter {
    /// Name of the device in the key store.
    #[arg(long)]
    pub name: String,
    /// Secret URI of the metrology body.
    #[arg(long, env = "UEN_GATEWAY_CERTIFIER", hide_env_values = true, value_name = "SURI")]
    pub suri: String,
    /// What the old meter shows, in Wh [default: what the chain recorded last].
    #[arg(long, value_name = "IMPORT,EXPORT,GENERATION", value_parser = parse_registers)]
    pub closing: Option<Registers>,
    /// What the new meter shows, in Wh.
    #[arg(long, value_name = "IMPORT,EXPORT,GENERATION", default_value = "0,0,0", value_parser = parse_registers)]
    pub opening: Registers,
    /// When the meter was replaced, such as 2016-06-16T12:00:00Z [default: at the end of the last reading, so that nothing lies between].
    #[arg(long, value_name = "TIME", value_parser = parse_date)]
    pub end: Option<UnixSeconds>,
    /// The new meter's key.
    #[command(flatten)]
    pub new: NewKey,
}

/// `replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// File of meters: meter,kind,load_peak_w,generation_capacity_w,zone, then any of
    /// export_capacity_w,storage_wh,connection.
    #[arg(long, value_name = "CSV")]
    pub meters: PathBuf,
    /// File of readings: period_end_utc,meter,import_wh,export_wh,generation_wh.
    #[arg(long, value_name = "CSV")]
    pub readings: PathBuf,
    /// File of meters that are swapped on the way: meter,at_utc, a time at which the meter has a reading. Its registers begin at 0 then.
    #[arg(long, value_name = "CSV", requires = "dev_accounts")]
    pub swaps: Option<PathBuf>,
    /// On a development chain: make keys for the meters, register each for an owner //Alice//NAME endowed by //Alice, and have it
    /// certified. Without this, meters that are not ready are reported and left out. Relaying itself needs no account.
    #[arg(long)]
    pub dev_accounts: bool,
    /// Signature scheme of keys that are made.
    #[arg(long, value_enum, default_value_t)]
    pub scheme: Scheme,
    /// Claim what was mined for its owners.
    #[arg(long)]
    pub claim: bool,
    /// Secret URI of the account that pays the fees of --claim; with --dev-accounts it is //Alice//gateway by default.
    #[arg(long, env = "UEN_GATEWAY_CLAIMER", hide_env_values = true, value_name = "SURI")]
    pub claimer: Option<String>,
    /// Do not wait until the eras of the replayed days are closed.
    #[arg(long, conflicts_with = "claim")]
    pub no_wait: bool,
    /// Write what the chain says of eras, rewards, and everything that happened on the market to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    pub export_chain: Option<PathBuf>,
    /// What a kWh from the grid is assumed to cost, to say what buyers saved: a stated assumption, not a measured price.
    #[arg(long, value_name = "UEN/KWH", default_value = "0.30", value_parser = parse_price)]
    pub grid_tariff: PricePerWh,
}

/// `trade`.
#[derive(Debug, Args)]
#[command(
    after_help = "Each meter offers what it gave to the grid, or bids for what it took from it, whichever was more, in the same quarter \
                  hour of the day before, as the chain took it down; less than the market's least quantity is left out, and no more is ordered than the \
                  nameplate allows. Orders are placed by the hour, about a day ahead.\n\n\
                  A meter bids at most reference × (1 + spread × (h − ¼)) and offers at least reference × (1 − spread × (h − ¼)), h being \
                  the first two bytes of the BLAKE2b-256 hash of its name as a little-endian number, modulo 1001, divided by 1000: bids \
                  lie around the reference upwards, offers downwards, most of them meet and some do not. Energy from renewable \
                  sources is offered as green; meters whose third byte is even, about every second one, bid for green energy, the \
                  others for any.\n\n\
                  Each transaction is written into a journal before it is sent. It stays there, and is sent again unchanged, until it is in a \
                  finalised block or has expired; nothing else is signed for its owner meanwhile. What was ordered before is read from \
                  the chain. So nothing is ordered twice, however long the chain makes no blocks and whenever the command is killed: \
                  start it again, with the same --journal. A second trader for the same account and journal refuses to start."
)]
pub struct Trade {
    /// Secret URI of the account whose devices trade.
    #[arg(
        long,
        env = "UEN_GATEWAY_OWNER",
        hide_env_values = true,
        value_name = "SURI",
        required_unless_present = "dev_accounts"
    )]
    pub owner: Option<String>,
    /// On a development chain: trade for the owners //Alice//NAME of the meters, as replay makes them, and endow them by //Alice.
    #[arg(long, requires = "meters")]
    pub dev_accounts: bool,
    /// File of meters, for --dev-accounts: meter,kind,load_peak_w,generation_capacity_w,zone, then any of
    /// export_capacity_w,storage_wh,connection.
    #[arg(long, value_name = "CSV")]
    pub meters: Option<PathBuf>,
    /// Price around which limits lie.
    #[arg(long, value_name = "UEN/KWH", default_value = "0.125", value_parser = parse_price)]
    pub reference_price: PricePerWh,
    /// How far limits spread, in per cent of the reference price.
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u8).range(..=100))]
    pub spread: u8,
    /// Trade no quarter hour that ends after this day (2016-06-19) or moment (2016-06-20T00:00:00Z), and end when the last gate has
    /// closed. Without it the command trades until it is stopped.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Option<UnixSeconds>,
    /// Folder of the journals of transactions that are under way, one an account [default: ~/.uen-gateway/trades].
    #[arg(long, env = "UEN_GATEWAY_JOURNAL", value_name = "DIR")]
    journal: Option<PathBuf>,
}

impl Trade {
    /// Folder of the journals.
    pub fn journal(&self) -> PathBuf {
        self.journal.clone().unwrap_or_else(|| Global::at_home("trades"))
    }
}

/// `carbon`.
#[derive(Debug, Args)]
#[command(after_help = "Runs beside replay and trade, driven by the chain's clock. An hour after the end of each day:\n\
                  1. the sources say what the day's emission factors are, one after the other, until a version is published;\n\
                  2. the owners have certificates issued of all that they generated: by the hour, or of the quarters that green sales left;\n\
                  3. half of each such hour from 6 to 21 h UTC is offered to anybody at --price;\n\
                  4. everybody buys what is on offer in the zone and hour of their consumption, up to what the meters measured of that;\n\
                  5. everybody retires what they bought and what came with green energy, as far as it covers their consumption.\n\
                  What green sales still hold back is tried again every hour, until the market must have settled it.\n\n\
                  The second source differs from the others by a hundredth, above in even hours and below in odd ones. Retirements are tied \
                  to their beneficiary by the BLAKE2b-256 hash of uen-carbon/SALT/METER. An agent, //Alice//carbon, acts for the owners \
                  as their proxy, and is endowed by //Bob.\n\n\
                  What was done is read from the chain, and nothing is done twice: the command can be stopped and started again.\n\n\
                  Example:\n  \
                  uen-gateway carbon --dev-accounts --meters gateway/data/meters.csv \\\n    \
                  --factors gateway/data/illustrative_emission_factors.csv --from 2016-06-13 --until 2016-06-19")]
pub struct Carbon {
    /// Act for the owners //Alice//NAME of the meters, as replay makes them. There is no other way: this is for development chains.
    #[arg(long, required = true)]
    pub dev_accounts: bool,
    /// File of meters: meter,kind,load_peak_w,generation_capacity_w,zone, then any of
    /// export_capacity_w,storage_wh,connection.
    #[arg(long, value_name = "CSV")]
    pub meters: PathBuf,
    /// File of emission factors that are published for each day: hour_of_day,location_ug_per_wh,residual_ug_per_wh.
    #[arg(long, value_name = "CSV")]
    pub factors: PathBuf,
    /// Secret URIs of those who say what the factors are. Each speaks for the zones whose rules list it.
    #[arg(long, value_name = "SURI", value_delimiter = ',', default_value = "//Dave,//Eve,//Ferdie")]
    pub source: Vec<String>,
    /// First day that is accounted for, such as 2016-06-13.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub from: Day,
    /// Last day; the command ends when it is done with it.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Day,
    /// What certificates are offered for.
    #[arg(long, value_name = "UEN/KWH", default_value = "0.002", value_parser = parse_price)]
    pub price: PricePerWh,
    /// Salt of the hashes that tie retirements to their beneficiaries.
    #[arg(long, default_value = "recorded week")]
    pub salt: String,
    /// Write factors, footprints and everything that happened to certificates to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,
}

/// `footprint`.
#[derive(Debug, Args)]
#[command(after_help = "Writes into the folder:\n  \
                  footprint.csv     a row an hour and zone: consumption and its quality, factors and their version, what was retired and \
                  covered, emissions by both methods, and the block at which the chain said so\n  \
                  retirements.csv   a row a retirement of what was produced in the span: id (issuance-slice), device, periods, quantity, \
                  beneficiary, purpose, reporting period, commitment\n  \
                  footprint.json    all of it, with genesis hash, blocks, units and formulae\n\n\
                  The chain keeps what meters measured for some days. Each day of the span is asked for at the latest block that still \
                  has it, for which the node must keep the states of its blocks (--state-pruning archive). With --at everything is asked \
                  for at that block, and a span that it does not have is an error.\n\n\
                  Examples:\n  \
                  uen-gateway footprint --account 5Grw... --from 2016-06-13 --to 2016-06-19 --out report\n  \
                  uen-gateway footprint --owner shop-00 --owner shop-01 --from 2016-06-13T06:00:00Z --to 2016-06-13T18:00:00Z --out report \
                  --version 1")]
pub struct Footprint {
    /// Address of the account.
    #[arg(long, value_name = "ADDRESS", required_unless_present = "owner")]
    pub account: Option<String>,
    /// On a development chain: the owner //Alice//NAME of a meter; can be given several times.
    #[arg(long, value_name = "NAME", conflicts_with = "account")]
    pub owner: Vec<String>,
    /// First day (2016-06-13), or the full hour from which on (2016-06-13T06:00:00Z).
    #[arg(long, value_name = "DATE", value_parser = parse_start)]
    pub from: UnixSeconds,
    /// Last day (2016-06-19), or the full hour up to which (2016-06-20T00:00:00Z).
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub to: UnixSeconds,
    /// Folder that the report is written into; made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Hash of the block at which the chain is asked [default: the best one].
    #[arg(long, value_name = "HASH", value_parser = parse_hash)]
    pub at: Option<H256>,
    /// Use emission factors no later than this version [default: the latest].
    #[arg(long, value_name = "N")]
    pub version: Option<u32>,
}

/// A day means its start: what counts from a day on counts all day.
fn parse_start(text: &str) -> std::result::Result<UnixSeconds, String> {
    match chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(_) => parse_date(text).map(|end| end.saturating_sub(DAY_SECONDS)),
        Err(_) => parse_date(text),
    }
}

/// What a meter shows.
fn parse_registers(text: &str) -> std::result::Result<Registers, String> {
    let wrong = || format!("{text:?} is not import, export and generation in Wh, such as 6884663,1781511,4359260");
    let values = text.split(',').map(|value| value.trim().parse().map(Wh)).collect::<Result<Vec<_>, _>>().map_err(|_| wrong())?;
    let [import, export, generation] = values.try_into().map_err(|_| wrong())?;
    Ok(Registers { import, export, generation })
}

/// A block's hash.
fn parse_hash(text: &str) -> std::result::Result<H256, String> {
    text.parse().map_err(|_| format!("{text:?} is not 0x and 64 hexadecimal digits"))
}

/// A day.
fn parse_day(text: &str) -> std::result::Result<Day, String> {
    let is_day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
    let start = is_day.then(|| parse_start(text)).ok_or_else(|| format!("{text:?} is not a date like 2016-06-13"))?;
    start.map(Day::of)
}

/// A day means its end: what is valid until a day is valid all day.
fn parse_date(text: &str) -> std::result::Result<UnixSeconds, String> {
    let seconds = match chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) => date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp().checked_add_unsigned(DAY_SECONDS),
        Err(_) => chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp()),
    };
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    seconds.ok_or_else(|| format!("{text:?} is neither a date like 2036-12-31 nor a time like 2036-12-31T12:00:00Z"))
}

/// The passphrase of the key store: from the file, the environment, or the terminal.
pub fn passphrase(global: &Global, new: bool) -> Result<zeroize::Zeroizing<String>> {
    use std::io::IsTerminal;
    if let Some(path) = &global.passphrase_file {
        let text = zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(Error::file(path))?);
        return match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(zeroize::Zeroizing::new(line.to_string())),
            _ => Err(Error::Argument(format!("{}: the first line is to be the passphrase, and it is empty", path.display()))),
        };
    }
    if let Ok(passphrase) = std::env::var("UEN_GATEWAY_PASSPHRASE") {
        return Ok(zeroize::Zeroizing::new(passphrase));
    }
    let no_terminal = || {
        Error::Argument(
            "no passphrase: set UEN_GATEWAY_PASSPHRASE, give --passphrase-file, or run this in a terminal".to_string(),
        )
    };
    if !std::io::stdin().is_terminal() {
        return Err(no_terminal());
    }
    let ask = |prompt: &str| rpassword::prompt_password(prompt).map(zeroize::Zeroizing::new).map_err(|_| no_terminal());
    let first = ask(if new { "Passphrase for the new key store: " } else { "Passphrase of the key store: " })?;
    if new && *ask("The same again: ")? != *first {
        return Err(Error::Argument("the passphrases differ".to_string()));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn command_line_should_be_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_should_have_help() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
        }
    }

    #[test]
    fn date_should_mean_the_end_of_the_day() {
        assert_eq!(parse_date("1970-01-01"), Ok(86_400));
        assert_eq!(parse_date("1970-01-01T00:00:05Z"), Ok(5));
        assert!(parse_date("tomorrow").is_err());
        assert!(parse_date("1950-01-01").is_err());
    }

    #[test]
    fn replay_should_need_no_account_to_relay() {
        let replay = ["uen-gateway", "replay", "--meters", "m", "--readings", "r"];
        assert!(Cli::try_parse_from(replay).is_ok());
        assert!(Cli::try_parse_from(replay.iter().chain(&["--dev-accounts"])).is_ok());
        assert!(Cli::try_parse_from(replay.iter().chain(&["--claim", "--claimer", "//Bob", "--json"])).is_ok());
        assert!(Cli::try_parse_from(replay.iter().chain(&["--relayer", "//Bob"])).is_err(), "there is none any more");
    }

    #[test]
    fn replay_should_swap_meters_with_development_accounts_only() {
        let replay = ["uen-gateway", "replay", "--meters", "m", "--readings", "r", "--swaps", "s"];
        assert!(Cli::try_parse_from(replay).is_err());
        assert!(Cli::try_parse_from(replay.iter().chain(&["--dev-accounts"])).is_ok());
    }

    #[test]
    fn nameplate_should_be_stated_in_full() {
        let register =
            ["uen-gateway", "register", "--name", "a", "--owner", "//a", "--kind", "storage", "--load-w", "5", "--zone", "1"];
        let more = ["--export-capacity", "4", "--storage", "9", "--resolution", "30"];
        let cli = Cli::try_parse_from(register.iter().chain(&more)).expect("good arguments");
        let Command::Register(Register { export_w, storage_wh, resolution, .. }) = cli.command else { panic!("register") };
        assert_eq!((export_w, storage_wh, Resolution::from(resolution)), (Some(4), 9, Resolution::HalfHour));
        assert!(Cli::try_parse_from(register.iter().chain(&["--resolution", "20"])).is_err());
    }

    #[test]
    fn meter_should_be_replaced_at_the_chains_registers_unless_others_are_stated() {
        let replace = |more: &[&str]| {
            let needed = ["uen-gateway", "replace-meter", "--name", "a", "--suri", "//m"];
            let cli = Cli::try_parse_from(needed.iter().chain(more)).ok()?;
            let Command::ReplaceMeter(arguments) = cli.command else { panic!("replace-meter") };
            Some((arguments.closing, arguments.opening))
        };
        assert_eq!(replace(&[]), Some((None, Registers::default())));
        let shown = Registers { import: Wh(1), export: Wh(2), generation: Wh(3) };
        assert_eq!(replace(&["--closing", "1,2,3", "--opening", "1, 2,3"]), Some((Some(shown), shown)));
        assert_eq!(replace(&["--closing", "1,2"]), None);
        assert_eq!(replace(&["--closing", "1,2,x"]), None);
    }

    #[test]
    fn new_key_should_be_made_or_taken_from_a_file() {
        let rotate = |more: &[&str]| {
            Cli::try_parse_from(["uen-gateway", "rotate-key", "--name", "a", "--owner", "//a"].iter().chain(more)).is_ok()
        };
        assert!(rotate(&[]) && rotate(&["--scheme", "ecdsa"]) && rotate(&["--key-file", "f"]));
        assert!(!rotate(&["--scheme", "ecdsa", "--key-file", "f"]));
    }

    #[test]
    fn trade_should_need_an_owner_unless_it_uses_development_accounts() {
        let trade = |arguments: &[&str]| Cli::try_parse_from(["uen-gateway", "trade"].iter().chain(arguments));
        assert!(trade(&[]).is_err());
        assert!(trade(&["--dev-accounts"]).is_err(), "whose meters?");
        let cli = trade(&["--dev-accounts", "--meters", "m", "--until", "2016-06-19"]).expect("good arguments");
        let Command::Trade(Trade { reference_price, spread, until, .. }) = cli.command else { panic!("trade") };
        assert_eq!((reference_price, spread, until), (125_000_000, 20, Some(1_466_380_800)));
        assert!(trade(&["--owner", "//Bob", "--spread", "101"]).is_err());
        assert!(trade(&["--owner", "//Bob", "--reference-price", "0,1"]).is_err());
    }

    #[test]
    fn carbon_should_be_for_development_accounts_and_know_its_defaults() {
        let carbon = |arguments: &[&str]| Cli::try_parse_from(["uen-gateway", "carbon"].iter().chain(arguments));
        let needed = ["--meters", "m", "--factors", "f", "--from", "2016-06-13", "--until", "2016-06-19"];
        assert!(carbon(&needed).is_err(), "whose?");
        let cli = carbon(&[&needed[..], &["--dev-accounts"]].concat()).expect("good arguments");
        let Command::Carbon(Carbon { source, from, until, price, .. }) = cli.command else { panic!("carbon") };
        assert_eq!(source, ["//Dave", "//Eve", "//Ferdie"]);
        assert_eq!((from, until, price), (Day(16_965), Day(16_971), 2_000_000));
        assert!(parse_day("2016-06-13T00:00:00Z").is_err());
    }

    #[test]
    fn footprint_should_be_of_an_account_or_of_owners() {
        let footprint = |arguments: &[&str]| {
            let span = ["--from", "2016-06-13", "--to", "2016-06-13", "--out", "o"];
            Cli::try_parse_from(["uen-gateway", "footprint"].iter().chain(&span).chain(arguments))
        };
        assert!(footprint(&[]).is_err());
        assert!(footprint(&["--account", "5Grw", "--owner", "a"]).is_err());
        let cli = footprint(&["--owner", "a", "--owner", "b", "--version", "2"]).expect("good arguments");
        let Command::Footprint(Footprint { owner, from, to, version, at, .. }) = cli.command else { panic!("footprint") };
        assert_eq!((owner.len(), to - from, version, at), (2, DAY_SECONDS, Some(2), None), "the day is the whole day");
        let hash = format!("0x{}", "07".repeat(32));
        let cli = footprint(&["--account", "5Grw", "--at", &hash]).expect("good arguments");
        let Command::Footprint(Footprint { at, .. }) = cli.command else { panic!("footprint") };
        assert_eq!(at, Some(H256([7; 32])));
        assert!(footprint(&["--account", "5Grw", "--at", "0x07"]).is_err());
    }

    #[test]
    fn passphrase_should_be_the_first_line_of_its_file() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("passphrase");
        let line = ["uen-gateway", "status", "--passphrase-file", path.to_str().expect("a path")];
        let cli = Cli::try_parse_from(line).expect("good arguments");
        assert!(matches!(passphrase(&cli.global, false), Err(Error::File { .. })));
        std::fs::write(&path, "correct horse\nrest").expect("written");
        assert_eq!(passphrase(&cli.global, false).expect("a passphrase").as_str(), "correct horse");
        std::fs::write(&path, "\n").expect("written");
        assert!(matches!(passphrase(&cli.global, false), Err(Error::Argument(_))));
    }
}
