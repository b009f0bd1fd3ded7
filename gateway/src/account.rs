//! Accounts that sign transactions: Sr25519 keys from a secret URI.

use crate::error::{Error, Result};
use sp_core::{crypto::Ss58Codec, sr25519, Pair};
use sp_runtime::AccountId32;
use subxt::{config::substrate::SubstrateConfig, transactions::Signer, utils};

/// An account with its key.
#[derive(Clone)]
pub struct Account {
    pair: sr25519::Pair,
}

impl Account {
    /// The account of a secret URI: a mnemonic or 0x-hex seed, with derivations, or a development account such as `//Alice`.
    pub fn from_uri(uri: &str, what: &str) -> Result<Self> {
        // The reason is left out: it would quote parts of a secret.
        let pair = sr25519::Pair::from_string(uri, None).map_err(|_| {
            Error::Argument(format!("{what} is no secret URI: give a mnemonic, 0x and 64 hexadecimal digits, or e.g. //Alice"))
        })?;
        Ok(Self { pair })
    }

    /// A development account.
    pub fn development(path: &str) -> Result<Self> {
        Self::from_uri(&format!("//Alice{path}"), "the development account")
    }

    /// Its identifier.
    pub fn id(&self) -> AccountId32 {
        self.pair.public().into()
    }

    /// Its address with the generic prefix, which every node understands.
    pub fn address(&self) -> String {
        address(&self.id())
    }
}

/// An account's address with the generic prefix, which every node understands.
pub fn address(account: &AccountId32) -> String {
    account.to_ss58check_with_version(42u16.into())
}

impl Signer<SubstrateConfig> for Account {
    fn account_id(&self) -> utils::AccountId32 {
        utils::AccountId32(self.pair.public().0)
    }

    fn sign(&self, payload: &[u8]) -> utils::MultiSignature {
        utils::MultiSignature::Sr25519(self.pair.sign(payload).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_should_be_the_well_known_one_of_its_uri() {
        let alice = Account::development("").expect("a development account");
        assert_eq!(alice.address(), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
        assert_ne!(Account::development("//gateway").expect("a development account").id(), alice.id());
    }

    #[test]
    fn account_should_not_quote_the_secret_when_it_does_not_parse() {
        let secret = "bottom drive obey lake curtain smoke basket hold race lonely fit wrong";
        let error = Account::from_uri(secret, "--owner").err().expect("refused").to_string();
        assert!(error.starts_with("--owner"), "{error}");
        assert!(secret.split(' ').filter(|word| word.len() > 4).all(|word| !error.contains(word)), "{error}");
    }
}
