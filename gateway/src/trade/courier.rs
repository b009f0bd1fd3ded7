//! Brings transactions into a finalised block exactly once: it writes each one down before it sends it, sends it again unchanged until its
//! fate is final, and signs nothing else for the account meanwhile.

use super::journal::{Block, Journal, Transaction};
use crate::{
    console::Console,
    error::{Error, Result},
    strategy::Order,
};
use sp_core::H256;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use uen_primitives::{DeviceId, Period};

/// A transaction that is in no block is sent again after this many blocks, in which a node would have taken it in.
const RESEND_BLOCKS: u64 = 3;
/// It is sent again after this time, too, since a chain may stand still and a node may lose its pool.
const RESEND_AFTER: Duration = Duration::from_secs(10);
/// A node may refuse a transaction because it has just come into a block. Nobody is told unless it is refused this often in a row.
const REFUSALS: u32 = 2;

/// What a chain shows of an account and of one of its transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Number of the last finalised block.
    pub finalised: u64,
    /// The account's next nonce after that block.
    pub finalised_nonce: u64,
    /// Number of the best block.
    pub best: u64,
    /// The account's next nonce after that block.
    pub best_nonce: u64,
    /// The hash of the block with the number of the transaction's birth; `None` if the node has no such block.
    pub birth: Option<H256>,
}

/// What a transaction did in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// For each order, why it was refused; `None` if it was placed.
    Judged(Vec<Option<String>>),
    /// The call as a whole failed, for this reason: nothing was ordered.
    Failed(String),
    /// It is in its block, but the node does not tell what it did, for this reason.
    Untold(String),
}

/// Where a transaction is among the finalised blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// In one of them.
    Here(Outcome),
    /// In none of those that it could be in.
    Nowhere,
    /// The node cannot say now, for this reason.
    Unclear(String),
}

/// A chain that takes transactions, as the courier sees it. Owners are numbers from 0.
pub trait Ledger {
    /// How many connections to a node were made.
    fn connections(&self) -> u64;
    /// Whether the chain is one node's alone: if the node forgets blocks, nobody else has them.
    fn is_alone(&self) -> bool;
    /// What the chain shows of an owner and a transaction.
    async fn sight(&mut self, owner: usize, transaction: &Transaction) -> Result<Sight>;
    /// Looks for a transaction in the blocks from its birth on, up to the block `last`, which is final.
    async fn find(&mut self, transaction: &Transaction, last: u64) -> Result<Found>;
    /// Signs a transaction that places orders, with a nonce that is free, and does not send it.
    async fn sign(&mut self, owner: usize, orders: &[Order]) -> Result<Transaction>;
    /// Hands a transaction to the node. Why the node does not keep it; `None` if it does.
    async fn send(&mut self, transaction: &Transaction) -> Result<Option<String>>;
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in a finalised block.
    Final(Outcome),
    /// It is in no finalised block and cannot get into one any more, for this reason.
    Void(String),
}

/// What is to be done about a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The node does not know the block that the transaction was signed for yet: nothing follows from what it knows.
    Behind,
    /// The chain has another block in the place of the one that the transaction was signed for.
    OtherChain,
    /// A transaction with its nonce is in a finalised block.
    Used,
    /// It is too late for it.
    Expired,
    /// A transaction with its nonce is in a block that is not final.
    Included,
    /// It is in no block.
    Open,
}

/// Judges a transaction by what the chain shows.
fn judge(transaction: &Transaction, sight: &Sight, is_alone: bool) -> Standing {
    if sight.finalised < transaction.birth.number {
        // It was finalised when the transaction was signed. Nobody will bring a node that is alone what it has forgotten.
        return if is_alone { Standing::OtherChain } else { Standing::Behind };
    }
    if sight.birth.is_some_and(|hash| hash != transaction.birth.hash) {
        Standing::OtherChain
    } else if sight.finalised_nonce > transaction.nonce {
        Standing::Used
    } else if sight.finalised >= transaction.death {
        Standing::Expired
    } else if sight.best_nonce > transaction.nonce {
        Standing::Included
    } else {
        Standing::Open
    }
}

/// When and where a transaction was sent last.
#[derive(Clone, Copy, Debug)]
struct Sending {
    connections: u64,
    best: u64,
    at: Instant,
}

impl Sending {
    fn is_outdated(&self, connections: u64, best: u64) -> bool {
        self.connections != connections || best >= self.best.saturating_add(RESEND_BLOCKS) || self.at.elapsed() >= RESEND_AFTER
    }
}

/// An owner's journal, and what is known of the transaction in it.
struct Owner {
    journal: Journal,
    sending: Option<Sending>,
    refusals: u32,
    told: bool,
}

/// Who brings the owners' transactions to the chain.
pub struct Courier {
    owners: Vec<Owner>,
}

impl Courier {
    /// A courier for owners with these journals.
    pub fn new(journals: Vec<Journal>) -> Self {
        let owner = |journal| Owner { journal, sending: None, refusals: 0, told: false };
        Self { owners: journals.into_iter().map(owner).collect() }
    }

    /// How many owners there are.
    pub fn owners(&self) -> usize {
        self.owners.len()
    }

    /// How many transactions are under way.
    pub fn under_way(&self) -> usize {
        self.owners.iter().map(|owner| owner.journal.transactions().len()).sum()
    }

    /// Whether nothing is under way for an owner.
    pub fn is_free(&self, owner: usize) -> bool {
        self.owners.get(owner).is_some_and(|owner| owner.journal.transactions().is_empty())
    }

    /// The periods for which something is under way for an owner's device.
    pub fn periods(&self, owner: usize, device: DeviceId) -> BTreeSet<Period> {
        self.owners.get(owner).map(|owner| owner.journal.periods(device).collect()).unwrap_or_default()
    }

    /// Signs orders of an owner for whom nothing is under way, writes them down, and sends them. It fails if they cannot be signed or
    /// written down; they were not sent then.
    pub async fn order<L: Ledger>(&mut self, ledger: &mut L, console: &Console, index: usize, orders: &[Order]) -> Result<()> {
        if !self.is_free(index) {
            return Ok(());
        }
        let transaction = ledger.sign(index, orders).await?;
        let Some(owner) = self.owners.get_mut(index) else { return Ok(()) };
        let best = transaction.birth.number;
        owner.journal.add(transaction.clone())?;
        (owner.refusals, owner.told) = (0, false);
        owner.send(ledger, console, &transaction, best).await
    }

    /// Looks what became of an owner's transactions, and sends again those that are in no block. Those whose fate is final have left the
    /// journal.
    pub async fn follow<L: Ledger>(
        &mut self,
        ledger: &mut L,
        console: &Console,
        index: usize,
    ) -> Result<Vec<(Transaction, Fate)>> {
        let mut ended = Vec::new();
        let Some(owner) = self.owners.get_mut(index) else { return Ok(ended) };
        for transaction in owner.journal.transactions().to_vec() {
            let looked = match ledger.sight(index, &transaction).await {
                Ok(sight) => owner.look(ledger, console, &transaction, sight).await,
                Err(error) => Err(error),
            };
            let fate = match looked {
                // A fork may take away the block that the node was asked about: it is asked again.
                Err(Error::Chain(reason)) => {
                    owner.tell(console, || format!("it is not clear yet what became of a transaction: {reason}"));
                    None
                }
                looked => looked?,
            };
            if let Some(fate) = fate {
                owner.journal.remove(transaction.hash)?;
                owner.sending = None;
                ended.push((transaction, fate));
            }
        }
        Ok(ended)
    }
}

impl Owner {
    /// The fate of a transaction, if it is final.
    async fn look<L: Ledger>(
        &mut self,
        ledger: &mut L,
        console: &Console,
        transaction: &Transaction,
        sight: Sight,
    ) -> Result<Option<Fate>> {
        let Block { number: birth, .. } = transaction.birth;
        let void = |reason: String| Some(Fate::Void(reason));
        Ok(match judge(transaction, &sight, ledger.is_alone()) {
            Standing::OtherChain => void(format!("the chain has lost the block {birth}, for which they were signed")),
            Standing::Expired => void(format!("no block up to {} took them", transaction.death.saturating_sub(1))),
            Standing::Used => match ledger.find(transaction, sight.finalised).await? {
                Found::Here(outcome) => Some(Fate::Final(outcome)),
                Found::Nowhere => {
                    void("another transaction of the account took their nonce: does another program sign for it?".to_string())
                }
                // The nonce is used for good. What it was used for is read from the chain's state if the blocks are gone.
                Found::Unclear(reason) if sight.finalised >= transaction.death => Some(Fate::Final(Outcome::Untold(reason))),
                Found::Unclear(reason) => {
                    self.tell(console, || format!("it is not clear yet what became of a transaction: {reason}"));
                    None
                }
            },
            Standing::Behind => {
                let finalised = sight.finalised;
                self.tell(console, || {
                    format!("the node has finalised the block {finalised} only, and orders were signed for the block {birth}: waiting for it")
                });
                None
            }
            Standing::Included => None,
            Standing::Open => {
                if self.sending.is_none_or(|sending| sending.is_outdated(ledger.connections(), sight.best)) {
                    self.send(ledger, console, transaction, sight.best).await?;
                }
                None
            }
        })
    }

    /// Sends a transaction that is in the journal.
    async fn send<L: Ledger>(&mut self, ledger: &mut L, console: &Console, transaction: &Transaction, best: u64) -> Result<()> {
        let refusal = ledger.send(transaction).await?;
        self.sending = Some(Sending { connections: ledger.connections(), best, at: Instant::now() });
        self.refusals = refusal.as_ref().map_or(0, |_| self.refusals.saturating_add(1));
        if let Some(reason) = refusal.filter(|_| self.refusals >= REFUSALS) {
            let last = transaction.death.saturating_sub(1);
            self.tell(console, || {
                format!("the node does not take orders, which are sent again until the block {last}: {reason}")
            });
        }
        Ok(())
    }

    /// Says something about the transaction that is under way, once.
    fn tell(&mut self, console: &Console, text: impl FnOnce() -> String) {
        if !std::mem::replace(&mut self.told, true) {
            console.warn(text());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIRTH: Block = Block { number: 100, hash: H256([1; 32]) };
    const SIGHT: Sight = Sight { finalised: 110, finalised_nonce: 7, best: 113, best_nonce: 7, birth: Some(BIRTH.hash) };

    fn judged(sight: Sight, is_alone: bool) -> Standing {
        judge(&Transaction::new(7, BIRTH, 64, vec![1], Vec::new()), &sight, is_alone)
    }

    #[test]
    fn transaction_should_be_judged_by_final_blocks() {
        assert_eq!(judged(SIGHT, false), Standing::Open);
        assert_eq!(judged(Sight { best_nonce: 8, ..SIGHT }, false), Standing::Included);
        assert_eq!(judged(Sight { best_nonce: 8, finalised_nonce: 8, ..SIGHT }, false), Standing::Used);
        assert_eq!(judged(Sight { finalised: 163, best: 200, ..SIGHT }, false), Standing::Open, "a fork may still have it");
        assert_eq!(judged(Sight { finalised: 164, best: 200, ..SIGHT }, false), Standing::Expired);
        assert_eq!(judged(Sight { finalised: 164, finalised_nonce: 8, ..SIGHT }, false), Standing::Used);
    }

    #[test]
    fn nothing_should_follow_from_a_node_that_is_behind_unless_it_is_alone() {
        let behind = Sight { finalised: 99, best: 102, finalised_nonce: 9, ..SIGHT };
        assert_eq!(judged(behind, false), Standing::Behind);
        assert_eq!(judged(behind, true), Standing::OtherChain);
        assert_eq!(judged(Sight { birth: Some(H256([2; 32])), ..SIGHT }, false), Standing::OtherChain);
    }
}
