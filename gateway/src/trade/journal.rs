//! The journal of an account that trades: each transaction is on disk, with its bytes, before it is sent, and stays there until it is in a
//! finalised block or has expired. One file an account, written whole or not at all, and one process at a time that uses it.

use crate::{
    keystore::{make_folder, sync_folder_of},
    strategy::Order,
};
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};
use uen_primitives::{DeviceId, Period};

/// Version of the file's format.
const VERSION: u32 = 1;

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A file or folder could not be read or written. What was not written was not sent either.
    #[error("journal {}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another process uses it.
    #[error(
        "journal {}: another trader{} uses it. Two traders for one account would order everything twice: stop the other one first",
        path.display(),
        process.as_ref().map_or_else(String::new, |process| format!(" (process {process})"))
    )]
    InUse {
        /// The lock's file.
        path: PathBuf,
        /// The other process, if it says its number.
        process: Option<String>,
    },
    /// The file is not a whole journal.
    #[error(
        "journal {}: it is damaged: {reason}. It holds the transactions that are under way, and none of them can get into a block later than \
         {lifetime} blocks after it was signed. Wait until the chain has finalised {lifetime} blocks since the trader ran last, move the \
         file away, and start the trader again: it reads from the chain what was ordered",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// How many blocks a transaction is valid for.
        lifetime: u64,
    },
    /// The file was written by another release.
    #[error(
        "journal {}: it was written by another release (format {found}, this one knows {VERSION}): start that release until its \
         transactions are final, or use another --journal",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The format that it has.
        found: u32,
    },
    /// The file belongs to another chain or account.
    #[error("journal {}: it is of another chain or account; use another --journal", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A transaction would order what another one that is under way orders already, or has its nonce. This is an error of the gateway.
    #[error("journal {}: the transaction {hash:?} is under way for the same; nothing was sent. Please report this", path.display())]
    Conflict {
        /// The file.
        path: PathBuf,
        /// The transaction that is under way.
        hash: H256,
    },
}

type Result<T> = std::result::Result<T, JournalError>;

/// A block of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: H256,
}

/// A signed transaction that places orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// BLAKE2b-256 of its bytes.
    pub hash: H256,
    /// The nonce of its signer.
    pub nonce: u64,
    /// The finalised block from which on it is valid: its signature names it.
    pub birth: Block,
    /// Number of the first block that cannot contain it any more.
    pub death: u64,
    /// The extrinsic as it is sent.
    #[serde(with = "hexadecimal")]
    pub bytes: Vec<u8>,
    /// What it orders, in the order of its calls.
    pub orders: Vec<Order>,
}

impl Transaction {
    /// A transaction that was signed at the block `birth`, and is valid for `lifetime` blocks.
    pub fn new(nonce: u64, birth: Block, lifetime: u64, bytes: Vec<u8>, orders: Vec<Order>) -> Self {
        Self { hash: BlakeTwo256::hash(&bytes), nonce, birth, death: birth.number.saturating_add(lifetime), bytes, orders }
    }

    /// Whether both must not be under way: they have the same nonce, or an order on the same side for the same metering point and period.
    fn conflicts_with(&self, other: &Self) -> bool {
        let same = |a: &Order, b: &Order| (a.device, a.period, a.side) == (b.device, b.period, b.side);
        self.nonce == other.nonce || self.orders.iter().any(|a| other.orders.iter().any(|b| same(a, b)))
    }
}

/// Bytes as 0x and hexadecimal digits.
mod hexadecimal {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("0x{}", hex::encode(bytes)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode(text.strip_prefix("0x").unwrap_or(&text)).map_err(D::Error::custom)
    }
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Content {
    genesis: H256,
    account: String,
    transactions: Vec<Transaction>,
}

/// The file's format, which comes first.
#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    version: u32,
    #[serde(flatten)]
    content: T,
}

/// The journal of an account on a chain, for as long as it is locked.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    genesis: H256,
    account: String,
    transactions: Vec<Transaction>,
    /// Locked until it is closed, also if the process is killed.
    _lock: File,
}

impl Journal {
    /// Opens the journal of `account` on the chain with this genesis, in a folder that is made if it is not there. `lifetime` is how many
    /// blocks a transaction is valid for.
    pub fn open(folder: &Path, genesis: H256, account: &str, lifetime: u64) -> Result<Self> {
        make_folder(folder).map_err(failed(folder))?;
        let chain = genesis.0.iter().take(4).map(|byte| format!("{byte:02x}")).collect::<String>();
        let path = folder.join(format!("{chain}-{account}.json"));
        let lock = lock(&path.with_extension("lock"))?;
        let mut journal = Self { path, genesis, account: account.to_string(), transactions: Vec::new(), _lock: lock };
        journal.transactions = journal.read(lifetime)?;
        Ok(journal)
    }

    fn read(&self, lifetime: u64) -> Result<Vec<Transaction>> {
        let path = || self.path.clone();
        let bytes = match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.map_err(failed(&self.path))?,
        };
        let damaged = |reason: String| JournalError::Damaged { path: path(), reason, lifetime };
        let found = serde_json::from_slice::<Versioned<serde_json::Value>>(&bytes).map_err(|e| damaged(e.to_string()))?;
        if found.version != VERSION {
            return Err(JournalError::Version { path: path(), found: found.version });
        }
        let content = serde_json::from_value::<Content>(found.content).map_err(|e| damaged(e.to_string()))?;
        if (content.genesis, &content.account) != (self.genesis, &self.account) {
            return Err(JournalError::Foreign { path: path() });
        }
        let is_changed = |transaction: &&Transaction| BlakeTwo256::hash(&transaction.bytes) != transaction.hash;
        match content.transactions.iter().find(is_changed) {
            Some(transaction) => Err(damaged(format!("the bytes of the transaction {:?} are not its own", transaction.hash))),
            None => Ok(content.transactions),
        }
    }

    /// The transactions that are under way, the oldest first.
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// The periods for which something is under way for a device.
    pub fn periods(&self, device: DeviceId) -> impl Iterator<Item = Period> + '_ {
        let orders = self.transactions.iter().flat_map(|transaction| &transaction.orders);
        orders.filter(move |order| order.device == device).map(|order| order.period)
    }

    /// Takes in a transaction that is to be sent. It is on disk when this returns; if it fails, it must not be sent.
    pub fn add(&mut self, transaction: Transaction) -> Result<()> {
        if let Some(known) = self.transactions.iter().find(|known| known.conflicts_with(&transaction)) {
            return Err(JournalError::Conflict { path: self.path.clone(), hash: known.hash });
        }
        self.transactions.push(transaction);
        self.write().inspect_err(|_| {
            self.transactions.pop();
        })
    }

    /// Leaves out a transaction that is in a finalised block, or cannot get into any block any more.
    pub fn remove(&mut self, hash: H256) -> Result<()> {
        self.transactions.retain(|transaction| transaction.hash != hash);
        self.write()
    }

    /// Writes the file: a draft first, which takes its place when it is whole and on disk.
    fn write(&self) -> Result<()> {
        let content = Content { genesis: self.genesis, account: self.account.clone(), transactions: self.transactions.clone() };
        let draft = self.path.with_extension("draft");
        let written = serde_json::to_vec_pretty(&Versioned { version: VERSION, content }).map_err(io::Error::from);
        let written = written.and_then(|text| {
            let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&draft)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&draft, &self.path)?;
            sync_folder_of(&self.path)
        });
        written.map_err(failed(&self.path))
    }
}

/// Readable by its owner alone.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> JournalError + '_ {
    move |source| JournalError::File { path: path.to_path_buf(), source }
}

/// Locks a file of its own, since the journal's is replaced whenever it is written. The file says which process has it.
fn lock(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    let mut file = private(options.read(true).write(true).create(true).truncate(false)).open(path).map_err(failed(path))?;
    match file.try_lock() {
        Ok(()) => {
            let told = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
            told.map_err(failed(path))?;
            Ok(file)
        }
        Err(TryLockError::Error(source)) => Err(failed(path)(source)),
        Err(TryLockError::WouldBlock) => {
            let process = fs::read_to_string(path).ok().map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
            Err(JournalError::InUse { path: path.to_path_buf(), process })
        }
    }
}
