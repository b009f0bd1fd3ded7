//! What an upgrade does to the state that earlier releases left. This is the one place where releases list their migrations; how an
//! upgrade is rehearsed, voted on and applied is in `docs/upgrades.md`.
//!
//! [`Unreleased`] runs once, in the first block of a runtime whose `spec_version` is higher than that of the last, before all hooks
//! and transactions. By then each pallet of which the state has nothing was given the storage version of its code
//! (`BeforeAllRuntimeMigrations`). So a new pallet needs no migration, unless it cannot do without something that a genesis would
//! give it: an upgrade builds no genesis.
//!
//! # Adding a migration
//!
//! Whoever changes how a pallet's storage is encoded raises that pallet's `STORAGE_VERSION` in the same change, and adds to the pallet
//!
//! ```ignore
//! // src/migrations/v2.rs
//! mod unversioned {
//!     /// Gives each certificate the hour of its expiry.
//!     pub struct AddExpiry<T>(PhantomData<T>);
//!     impl<T: Config> UncheckedOnRuntimeUpgrade for AddExpiry<T> {
//!         fn on_runtime_upgrade() -> Weight {
//!             let mut moved = 0u64;
//!             Certificates::<T>::translate(|_, old: OldCertificate<T>| { moved.saturating_inc(); Some(old.into()) });
//!             T::DbWeight::get().reads_writes(moved, moved)
//!         }
//!         // With the feature try-runtime: pre_upgrade counts, post_upgrade compares.
//!     }
//! }
//! /// From storage version 1 to 2.
//! pub type AddExpiry<T> =
//!     VersionedMigration<1, 2, unversioned::AddExpiry<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;
//! ```
//!
//! `frame_support::migrations::VersionedMigration` runs what it wraps only if the state has the first version, and then sets the
//! second: a chain that skips a release, or one that has the new layout already, is safe. What it wraps implements
//! `UncheckedOnRuntimeUpgrade` and is private, so that nobody can list it here without that guard. A migration that is nobody's
//! storage layout has no version to go by, and looks at the state itself: running it twice must change nothing.
//!
//! The type is listed in [`Unreleased`], the lines that changed in `MIGRATED` of `tests/upgrade.rs`, and `spec_version` is raised if
//! this release has not done so yet. A migration leaves the list when the release that had it runs on every chain there is.
//!
//! # What fits into a block
//!
//! Migrations run in one block, whatever weight they return: nothing interrupts them. If they do not fit into what the relay chain
//! lets a block take, in time or in bytes of proof, its validators reject each candidate, and the chain stands still until the relay
//! chain's governance replaces the code. So a migration whose work grows with the number of devices, accounts, orders or
//! certificates must not stand here, and `tests/upgrade.rs` bounds what stands here to a quarter of a block. It is a
//! `frame_support::migrations::SteppedMigration`, which takes some entries in each block and keeps a cursor, and is listed in
//! [`UnreleasedSteps`]. It needs a guard of its own, since it goes by its identifier else: a chain that began with this release must not
//! be migrated by the next. [`uen_primitives::migrate_entries`] has that guard, and is the step of whatever goes entry by entry. While one is under way no transaction is taken, readings neither, and no hook of idle time
//! runs. Should one fail, so it stays until the relay chain's governance replaces the code: what a failed migration
//! leaves is not what transactions expect. So a step fails only where going on would be worse.

/// The migrations of the release that is not out yet.
pub type Unreleased = ();

/// Those that take more than a block.
pub type UnreleasedSteps = ();
