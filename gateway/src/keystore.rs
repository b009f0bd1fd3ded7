//! Device keys at rest. A store is a folder with a header and one file a device; each secret is encrypted with
//! ChaCha20-Poly1305 under a key that Argon2id derives from the passphrase, once a store. What is public of a device is bound to
//! its secret as associated data, so that a file cannot be passed off as another device's.
//!
//! A device that gets another key keeps its identifier. The new key waits in `NAME.json.next` until the chain has it. Then it takes the
//! place of `NAME.json`, and the key before it stays in `NAME.json.former-N`.

use crate::device_key::{DevicePair, Scheme};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{aead::Aead, aead::Payload, ChaCha20Poly1305, KeyInit, Nonce};
use codec::Encode;
use rand::{rngs::OsRng, RngCore};
use serde::{Deserialize, Serialize};
use sp_core::{ecdsa, ed25519, sr25519, H256};
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    str::FromStr,
};
use uen_primitives::{DeviceId, DeviceKey};
use zeroize::Zeroizing;

/// Version of the files' format.
const FORMAT: u32 = 1;
/// What the header's check value decrypts to if the passphrase is right.
const CHECK: &[u8] = b"UEN:key-store:v1";
/// Domain of the associated data of a device's secret.
const DEVICE_DOMAIN: &[u8] = b"UEN:device-secret:v1";
/// Domain of the keys that the meters of a recording get when they are swapped.
const SWAP_DOMAIN: &[u8] = b"UEN:meter-swap:v1";
/// The rule for names, in words.
pub const NAME_RULE: &str = "1 to 64 letters, digits, '-', '_' or '.', not starting with '.'";

/// Why the key store cannot do what is asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// A file could not be read or written.
    #[error("key store: {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("key store: {} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no store.
    #[error("key store: there is none in {}; `uen-gateway keygen` makes one", .0.display())]
    NoStore(PathBuf),
    /// The passphrase is not the store's.
    #[error("key store: wrong passphrase for {}", .0.display())]
    WrongPassphrase(PathBuf),
    /// The secret does not decrypt, although the passphrase is right: the file was changed or swapped.
    #[error("key store: {} was tampered with: its secret does not belong to this name, scheme and public key", .0.display())]
    Tampered(PathBuf),
    /// There is no such device.
    #[error("key store: no device {0:?}")]
    NotFound(String),
    /// There is one already.
    #[error("key store: device {0:?} exists already; keys are never overwritten")]
    AlreadyExists(String),
    /// Another key waits for the chain.
    #[error(
        "key store: {} holds another key, which a command that was interrupted was to bring to the chain; run that command again, or \
         remove the file if the chain does not have that key", .0.display()
    )]
    OtherNext(PathBuf),
    /// A file that is to hold a new key is not of a key store.
    #[error("key store: {} is not devices/NAME.json of a key store; `uen-gateway keygen` makes one", .0.display())]
    NotInStore(PathBuf),
    /// The name cannot be used.
    #[error("key store: {0:?} cannot name a device: {NAME_RULE}")]
    BadName(String),
    /// The passphrase cannot be used.
    #[error("key store: {0}")]
    BadPassphrase(String),
    /// A cryptographic function refused its input.
    #[error("key store: {0}")]
    Crypto(String),
}

type Result<T> = std::result::Result<T, KeyStoreError>;

/// What is public of a device in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceEntry {
    /// The owner's name for it.
    pub name: String,
    /// Its signature scheme.
    pub scheme: Scheme,
    /// Its identifier on chain.
    pub device_id: DeviceId,
    /// Its public key.
    pub public_key: String,
    /// How many keys it had before.
    pub key_number: u32,
    /// What its metadata hash on chain is the hash of: name and salt. Without the salt the hash tells nothing, so it is not shown.
    #[serde(skip)]
    pub metadata: String,
    #[serde(skip)]
    key: DeviceKey,
}

impl DeviceEntry {
    /// A device with its first key.
    fn new(name: &str, scheme: Scheme, key: DeviceKey, metadata: String) -> Self {
        Self { name: name.to_string(), scheme, device_id: key.id(), public_key: public_key(&key), key_number: 0, metadata, key }
    }

    /// The device with its next key.
    fn followed_by(self, scheme: Scheme, key: DeviceKey) -> Self {
        let key_number = self.key_number.saturating_add(1);
        Self { scheme, public_key: public_key(&key), key_number, key, ..self }
    }

    /// BLAKE2b-256 of the metadata.
    pub fn metadata_hash(&self) -> sp_core::H256 {
        hash_metadata(self.metadata.as_bytes())
    }
}

/// The hash of metadata that goes on chain: BLAKE2b-256.
pub fn hash_metadata(metadata: &[u8]) -> sp_core::H256 {
    BlakeTwo256::hash(metadata)
}

/// Ciphertext and its nonce, in hex.
#[derive(Serialize, Deserialize)]
struct Sealed {
    nonce: String,
    ciphertext: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kdf {
    algorithm: String,
    memory_kib: u32,
    iterations: u32,
    parallelism: u32,
    salt: String,
}

/// `store.json`.
#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    kdf: Kdf,
    check: Sealed,
}

/// `devices/NAME.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeviceFile {
    version: u32,
    name: String,
    scheme: Scheme,
    public_key: String,
    device_id: String,
    #[serde(default)]
    key_number: u32,
    metadata: String,
    secret: Sealed,
}

/// A secret, wiped from memory after use.
type Seed = Zeroizing<[u8; 32]>;

/// Where the next key of a device comes from.
#[derive(Clone, Copy, Debug)]
pub enum NextKey<'a> {
    /// It is made.
    Made(Scheme),
    /// It is in a file that `keygen` made, in a store with this passphrase.
    File(&'a Path, &'a str),
    /// It is that of the meter with this number of a recording: see [`KeyStore::meter_key`].
    OfMeter(u32),
}

/// How hard the passphrase is to guess. The default is what RFC 9106 recommends where memory is scarce.
#[derive(Clone, Copy, Debug)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl Default for KdfCost {
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, iterations: 3, parallelism: 4 }
    }
}

/// A header that asks for more than this is damaged, or meant to exhaust the machine.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_ITERATIONS: u32 = 64;

/// Whether `name` can name a device, and so a file.
pub fn is_valid_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// An open key store.
pub struct KeyStore {
    dir: PathBuf,
    cipher: ChaCha20Poly1305,
}

impl KeyStore {
    /// Whether there is a store in `dir`.
    pub fn exists(dir: &Path) -> bool {
        dir.join("store.json").exists()
    }

    /// Makes a store in `dir`, which may not hold one yet.
    pub fn create(dir: &Path, passphrase: &str, cost: KdfCost) -> Result<Self> {
        if passphrase.is_empty() {
            return Err(KeyStoreError::BadPassphrase("the passphrase is empty".to_string()));
        }
        make_private_folder(dir)?;
        make_private_folder(&dir.join("devices"))?;
        let mut salt = [0u8; 16];
        OsRng.fill_bytes(&mut salt);
        let kdf = Kdf {
            algorithm: "argon2id".to_string(),
            memory_kib: cost.memory_kib,
            iterations: cost.iterations,
            parallelism: cost.parallelism,
            salt: hex::encode(salt),
        };
        let path = dir.join("store.json");
        let cipher = derive(&kdf, passphrase, &path)?;
        let check = seal(&cipher, CHECK, &header_data(&kdf))?;
        write_new(&path, &Header { version: FORMAT, kdf, check })?
            .then_some(Self { dir: dir.to_path_buf(), cipher })
            .ok_or_else(|| KeyStoreError::Damaged { path, reason: "a store was made here at the same time".to_string() })
    }

    /// Opens the store in `dir`.
    pub fn open(dir: &Path, passphrase: &str) -> Result<Self> {
        if !Self::exists(dir) {
            return Err(KeyStoreError::NoStore(dir.to_path_buf()));
        }
        let path = dir.join("store.json");
        let header: Header = read_json(&path)?;
        check_version(header.version, &path)?;
        let cipher = derive(&header.kdf, passphrase, &path)?;
        match unseal(&cipher, &header.check, &header_data(&header.kdf), &path)? {
            Some(check) if check.as_slice() == CHECK => Ok(Self { dir: dir.to_path_buf(), cipher }),
            _ => Err(KeyStoreError::WrongPassphrase(dir.to_path_buf())),
        }
    }

    /// Opens the store in `dir`, or makes it.
    pub fn open_or_create(dir: &Path, passphrase: &str) -> Result<Self> {
        if Self::exists(dir) {
            Self::open(dir, passphrase)
        } else {
            Self::create(dir, passphrase, KdfCost::default())
        }
    }

    /// Makes a key for a device that is not in the store yet.
    pub fn generate(&self, name: &str, scheme: Scheme) -> Result<DeviceEntry> {
        let path = device_path(&self.dir, name)?;
        if path.exists() {
            return Err(KeyStoreError::AlreadyExists(name.to_string()));
        }
        let mut salt = [0u8; 16];
        OsRng.fill_bytes(&mut salt);
        let metadata = serde_json::json!({ "name": name, "salt": hex::encode(salt) }).to_string();
        let seed = random_seed();
        let key = pair_of(scheme, &seed)?.key();
        let file = self.sealed(DeviceEntry::new(name, scheme, key, metadata), &seed)?;
        if !write_new(&path, &file)? {
            return Err(KeyStoreError::AlreadyExists(name.to_string()));
        }
        entry(&file, &path)
    }

    /// A device's key pair.
    pub fn load(&self, name: &str) -> Result<(DeviceEntry, DevicePair)> {
        self.load_from(&device_path(&self.dir, name)?, name)
    }

    /// A device's key pair with a number: the first one has 0.
    pub fn load_number(&self, name: &str, number: u32) -> Result<DevicePair> {
        let path = device_path(&self.dir, name)?;
        let (entry, seed) = self.open_file(&path, name)?;
        if entry.key_number == number {
            return pair_of(entry.scheme, &seed);
        }
        Ok(self.load_from(&former_path(&path, number), name)?.1)
    }

    /// The key that the meter with `number` has in a recording in which meters are swapped: the device's own first key, then keys that
    /// follow from it, so that a recording can be replayed again.
    pub fn meter_key(&self, name: &str, number: u32) -> Result<DevicePair> {
        let (scheme, seed) = self.meter_seed(name, number)?;
        pair_of(scheme, &seed)
    }

    fn meter_seed(&self, name: &str, number: u32) -> Result<(Scheme, Seed)> {
        let path = device_path(&self.dir, name)?;
        let (mut first, mut seed) = self.open_file(&path, name)?;
        if first.key_number != 0 {
            (first, seed) = self.open_file(&former_path(&path, 0), name)?;
        }
        if number == 0 {
            return Ok((first.scheme, seed));
        }
        let source = Zeroizing::new((SWAP_DOMAIN, *seed, name, number).encode());
        Ok((first.scheme, Zeroizing::new(BlakeTwo256::hash(&source).0)))
    }

    /// The key that is to follow the one in force, if one was prepared.
    pub fn next(&self, name: &str) -> Result<Option<(DeviceEntry, DevicePair)>> {
        let path = next_path(&device_path(&self.dir, name)?);
        path.exists().then(|| self.load_from(&path, name)).transpose()
    }

    /// Writes down the key that is to follow the one in force. If one was prepared before, it is that one: the chain may have it.
    pub fn prepare_next(&self, name: &str, next: NextKey<'_>) -> Result<(DeviceEntry, DevicePair)> {
        let path = device_path(&self.dir, name)?;
        let (before, _) = self.open_file(&path, name)?;
        let prepared = self.next(name)?;
        let (scheme, seed) = match next {
            NextKey::Made(scheme) => match prepared {
                Some(prepared) if prepared.0.scheme == scheme => return Ok(prepared),
                Some(_) => return Err(KeyStoreError::OtherNext(next_path(&path))),
                None => (scheme, random_seed()),
            },
            NextKey::File(file, passphrase) => other_key(file, passphrase)?,
            NextKey::OfMeter(number) => self.meter_seed(name, number)?,
        };
        let key = pair_of(scheme, &seed)?.key();
        let next = next_path(&path);
        match prepared {
            Some(prepared) if prepared.0.key == key => Ok(prepared),
            None if write_new(&next, &self.sealed(before.followed_by(scheme, key), &seed)?)? => self.load_from(&next, name),
            _ => Err(KeyStoreError::OtherNext(next)),
        }
    }

    /// Puts the prepared key in the place of the one in force, which stays beside it, and returns where.
    pub fn install_next(&self, name: &str) -> Result<PathBuf> {
        let path = device_path(&self.dir, name)?;
        let number = self.open_file(&path, name)?.0.key_number;
        let former = former_path(&path, number);
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |source| KeyStoreError::File { path, source }
        };
        match fs::hard_link(&path, &former) {
            // This was stopped here before.
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                let read = |path: &Path| fs::read(path).map_err(failed(path));
                if read(&path)? != read(&former)? {
                    let reason = format!("it is not the key number {number} of {name}; move it away");
                    return Err(KeyStoreError::Damaged { path: former, reason });
                }
            }
            linked => linked.map_err(failed(&former))?,
        }
        fs::rename(next_path(&path), &path).map_err(failed(&path))?;
        sync_folder_of(&path).map_err(failed(&path))?;
        Ok(former)
    }

    /// What is public of a device, and its secret.
    fn open_file(&self, path: &Path, name: &str) -> Result<(DeviceEntry, Seed)> {
        let file = read_device(path, name)?;
        let entry = entry(&file, path)?;
        let tampered = || KeyStoreError::Tampered(path.to_path_buf());
        let secret = unseal(&self.cipher, &file.secret, &device_data(&entry), path)?.ok_or_else(tampered)?;
        let seed = Zeroizing::new(<[u8; 32]>::try_from(secret.as_slice()).map_err(|_| tampered())?);
        Ok((entry, seed))
    }

    fn load_from(&self, path: &Path, name: &str) -> Result<(DeviceEntry, DevicePair)> {
        let (entry, seed) = self.open_file(path, name)?;
        let pair = pair_of(entry.scheme, &seed)?;
        if pair.key() != entry.key {
            return Err(KeyStoreError::Tampered(path.to_path_buf()));
        }
        Ok((entry, pair))
    }

    /// The file of a device.
    fn sealed(&self, entry: DeviceEntry, seed: &Seed) -> Result<DeviceFile> {
        let secret = seal(&self.cipher, seed.as_ref(), &device_data(&entry))?;
        let DeviceEntry { name, scheme, device_id, public_key, key_number, metadata, .. } = entry;
        let device_id = format!("0x{}", hex::encode(device_id.0));
        Ok(DeviceFile { version: FORMAT, name, scheme, public_key, device_id, key_number, metadata, secret })
    }
}

/// The secret in a file of a key store, perhaps another one.
fn other_key(file: &Path, passphrase: &str) -> Result<(Scheme, Seed)> {
    let not_in_store = || KeyStoreError::NotInStore(file.to_path_buf());
    let name = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
    let name = name.filter(|name| is_valid_name(name)).ok_or_else(not_in_store)?;
    let full = fs::canonicalize(file).map_err(|source| KeyStoreError::File { path: file.to_path_buf(), source })?;
    let folder = full.parent().filter(|folder| folder.ends_with("devices")).and_then(Path::parent).ok_or_else(not_in_store)?;
    let (entry, seed) = KeyStore::open(folder, passphrase)?.open_file(&full, name)?;
    Ok((entry.scheme, seed))
}

fn random_seed() -> Seed {
    let mut seed = Zeroizing::new([0u8; 32]);
    OsRng.fill_bytes(seed.as_mut());
    seed
}

fn pair_of(scheme: Scheme, seed: &Seed) -> Result<DevicePair> {
    DevicePair::from_seed(scheme, seed).ok_or_else(|| KeyStoreError::Crypto(format!("the secret is no {scheme} key")))
}

/// The devices in the store at `dir`, by name. Needs no passphrase; files that cannot be read are listed apart.
pub fn list(dir: &Path) -> Result<(Vec<DeviceEntry>, Vec<KeyStoreError>)> {
    let folder = dir.join("devices");
    let (mut entries, mut errors) = (Vec::new(), Vec::new());
    let files = match fs::read_dir(&folder) {
        Ok(files) => files,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok((entries, errors)),
        Err(source) => return Err(KeyStoreError::File { path: folder, source }),
    };
    for file in files {
        let path = file.map_err(|source| KeyStoreError::File { path: folder.clone(), source })?.path();
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
        let Some(name) = name.filter(|name| is_valid_name(name)) else { continue };
        match read_device(&path, name).and_then(|file| entry(&file, &path)) {
            Ok(entry) => entries.push(entry),
            Err(error) => errors.push(error),
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((entries, errors))
}

fn device_path(dir: &Path, name: &str) -> Result<PathBuf> {
    if !is_valid_name(name) {
        return Err(KeyStoreError::BadName(name.to_string()));
    }
    Ok(dir.join("devices").join(format!("{name}.json")))
}

/// Where the key waits that is to follow the one in `path`.
fn next_path(path: &Path) -> PathBuf {
    path.with_extension("json.next")
}

/// Where the key with `number` is kept after the one in `path` took its place.
fn former_path(path: &Path, number: u32) -> PathBuf {
    path.with_extension(format!("json.former-{number}"))
}

fn read_device(path: &Path, name: &str) -> Result<DeviceFile> {
    if !path.exists() {
        return Err(KeyStoreError::NotFound(name.to_string()));
    }
    let file: DeviceFile = read_json(path)?;
    check_version(file.version, path)?;
    if file.name != name {
        return Err(KeyStoreError::Tampered(path.to_path_buf()));
    }
    Ok(file)
}

/// The public part of a file, with the key decoded and the identifier recomputed.
fn entry(file: &DeviceFile, path: &Path) -> Result<DeviceEntry> {
    let damaged = |reason: &str| KeyStoreError::Damaged { path: path.to_path_buf(), reason: reason.to_string() };
    let bytes = hex::decode(file.public_key.trim_start_matches("0x")).map_err(|_| damaged("the public key is not hex"))?;
    let wrong_length = || damaged("the public key has the wrong length");
    let key = match file.scheme {
        Scheme::Ed25519 => {
            DeviceKey::Ed25519(ed25519::Public::from_raw(bytes.as_slice().try_into().map_err(|_| wrong_length())?))
        }
        Scheme::Sr25519 => {
            DeviceKey::Sr25519(sr25519::Public::from_raw(bytes.as_slice().try_into().map_err(|_| wrong_length())?))
        }
        Scheme::Ecdsa => {
            DeviceKey::EcdsaSecp256k1(ecdsa::Public::from_raw(bytes.as_slice().try_into().map_err(|_| wrong_length())?))
        }
    };
    let device_id = H256::from_str(&file.device_id).map(DeviceId).map_err(|_| damaged("the device id is not 32 bytes in hex"))?;
    // A later key only follows from what is bound to its secret.
    if file.key_number == 0 && device_id != key.id() {
        return Err(damaged("the device id is not that of the public key"));
    }
    Ok(DeviceEntry {
        name: file.name.clone(),
        scheme: file.scheme,
        device_id,
        public_key: file.public_key.clone(),
        key_number: file.key_number,
        metadata: file.metadata.clone(),
        key,
    })
}

/// A public key in hex.
pub fn public_key(key: &DeviceKey) -> String {
    let bytes: &[u8] = match key {
        DeviceKey::Ed25519(key) => &key.0,
        DeviceKey::Sr25519(key) => &key.0,
        DeviceKey::EcdsaSecp256k1(key) => &key.0,
        DeviceKey::P256(key) => &key.0,
    };
    format!("0x{}", hex::encode(bytes))
}

/// Associated data of the header: the parameters themselves, so that they cannot be weakened afterwards.
fn header_data(kdf: &Kdf) -> Vec<u8> {
    (CHECK, FORMAT, &kdf.algorithm, kdf.memory_kib, kdf.iterations, kdf.parallelism, &kdf.salt).encode()
}

/// Associated data of a device's secret. The identifier follows from the first key, and is stated for later ones.
fn device_data(entry: &DeviceEntry) -> Vec<u8> {
    let DeviceEntry { name, scheme, device_id, key_number, metadata, key, .. } = entry;
    let mut data = (DEVICE_DOMAIN, FORMAT, name, scheme, key, metadata).encode();
    if *key_number > 0 {
        (device_id, key_number).encode_to(&mut data);
    }
    data
}

fn derive(kdf: &Kdf, passphrase: &str, path: &Path) -> Result<ChaCha20Poly1305> {
    let damaged = |reason: String| KeyStoreError::Damaged { path: path.to_path_buf(), reason };
    if kdf.algorithm != "argon2id" {
        return Err(damaged(format!("unknown key derivation {:?}", kdf.algorithm)));
    }
    if kdf.memory_kib > MOST_MEMORY_KIB || kdf.iterations > MOST_ITERATIONS {
        return Err(damaged("the key derivation asks for too much memory or time".to_string()));
    }
    let salt = hex::decode(&kdf.salt).map_err(|_| damaged("the salt is not hex".to_string()))?;
    let params = Params::new(kdf.memory_kib, kdf.iterations, kdf.parallelism, Some(32)).map_err(|e| damaged(e.to_string()))?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), &salt, key.as_mut())
        .map_err(|e| damaged(e.to_string()))?;
    Ok(ChaCha20Poly1305::new(key.as_slice().into()))
}

fn seal(cipher: &ChaCha20Poly1305, secret: &[u8], data: &[u8]) -> Result<Sealed> {
    let mut nonce = [0u8; 12];
    OsRng.fill_bytes(&mut nonce);
    let ciphertext = cipher
        .encrypt(Nonce::from_slice(&nonce), Payload { msg: secret, aad: data })
        .map_err(|_| KeyStoreError::Crypto("encryption failed".to_string()))?;
    Ok(Sealed { nonce: hex::encode(nonce), ciphertext: hex::encode(ciphertext) })
}

/// The secret; `None` if key or associated data are not those it was sealed with.
fn unseal(cipher: &ChaCha20Poly1305, sealed: &Sealed, data: &[u8], path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let damaged = |reason: &str| KeyStoreError::Damaged { path: path.to_path_buf(), reason: reason.to_string() };
    let nonce = hex::decode(&sealed.nonce).map_err(|_| damaged("the nonce is not hex"))?;
    let nonce = <[u8; 12]>::try_from(nonce).map_err(|_| damaged("the nonce has the wrong length"))?;
    let ciphertext = hex::decode(&sealed.ciphertext).map_err(|_| damaged("the ciphertext is not hex"))?;
    Ok(cipher.decrypt(Nonce::from_slice(&nonce), Payload { msg: &ciphertext, aad: data }).ok().map(Zeroizing::new))
}

fn check_version(version: u32, path: &Path) -> Result<()> {
    if version == FORMAT {
        return Ok(());
    }
    let reason = format!("format {version}, this gateway knows {FORMAT}");
    Err(KeyStoreError::Damaged { path: path.to_path_buf(), reason })
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read(path).map_err(|source| KeyStoreError::File { path: path.to_path_buf(), source })?;
    serde_json::from_slice(&text).map_err(|e| KeyStoreError::Damaged { path: path.to_path_buf(), reason: e.to_string() })
}

fn make_private_folder(dir: &Path) -> Result<()> {
    make_folder(dir).map_err(|source| KeyStoreError::File { path: dir.to_path_buf(), source })
}

/// Makes a folder that only its owner can look into, unless there is one. Fails as the operating system does.
pub fn make_folder(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Writes a file that is whole or not there, readable by its owner alone. `false` if there is one already: a link to the
/// finished file, unlike a rename, never replaces another.
fn write_new<T: Serialize>(path: &Path, content: &T) -> Result<bool> {
    let failed = |source| KeyStoreError::File { path: path.to_path_buf(), source };
    let text = serde_json::to_vec_pretty(content).map_err(|e| failed(e.into()))?;
    let mut suffix = [0u8; 8];
    OsRng.fill_bytes(&mut suffix);
    let draft = path.with_extension(format!("{}.tmp", hex::encode(suffix)));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = (|| {
        let mut file = options.open(&draft)?;
        file.write_all(&text)?;
        file.sync_all()?;
        match fs::hard_link(&draft, path) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(e),
        }
    })();
    let removed = fs::remove_file(&draft);
    let written = written.map_err(failed)?;
    removed.map_err(failed)?;
    sync_folder_of(path).map_err(failed)?;
    Ok(written)
}

/// Makes sure that a file is still found in its folder after a power cut. Fails as the operating system does.
pub fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) => fs::File::open(folder).and_then(|folder| folder.sync_all()),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "keystore_tests.rs"]
mod tests;
