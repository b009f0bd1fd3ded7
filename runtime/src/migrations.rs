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
//! be migrated by the next. [`uen_primitives::migrate_entries`] has that guard, and is the step of whatever goes entry by entry.
//!
//! # Nothing waits for steps
//!
//! Steps take a share of each block ([`TakeSteps`]), beside transactions, readings and the market's own work, none of which stops: a chain
//! with a million devices takes hours for a million entries, in which no market could clear. So a pallet whose storage moves in steps
//! reads both layouts until the release after, and writes the new one. Where a field is added, it is the last one, and decoding does
//! without it (`pallet_energy_market::PeriodRecord`); where more changes, the new layout gets a map of its own, and what is not there yet
//! is looked up in the old one. `tests/upgrade.rs` upgrades a chain whose blocks are full.
//!
//! If a step fails, the chain goes on ([`GoOn`]): what was not moved is read as before. The next upgrade takes up what is left
//! ([`StartStepsAnew`]), also where it comes before the steps of the last are done. So a migration leaves [`UnreleasedSteps`] only when
//! all chains have ended it.

use crate::{MultiBlockMigrations, Runtime, System};
use frame_support::{
    dispatch::DispatchClass,
    migrations::{FailedMigrationHandler, FailedMigrationHandling, MultiStepMigrator},
    traits::{OnRuntimeUpgrade, PostInherents},
    weights::Weight,
};
use pallet_migrations::MigrationCursor;

/// The migrations of the release that is not out yet.
pub type Unreleased = pallet_energy_market::migrations::v4::StateCapacities<Runtime>;

/// Those that take more than a block.
pub type UnreleasedSteps = (pallet_energy_market::migrations::v5::NoteSettlement<Runtime>,);

/// Takes the steps of a block after its inherents, before its transactions, with the weight that `pallet_migrations` is configured with.
pub struct TakeSteps;

impl PostInherents for TakeSteps {
    fn post_inherents() {
        let weight = MultiBlockMigrations::step();
        System::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
    }
}

/// Closes blocks to transactions only where governance has set the cursor to [`MigrationCursor::Stuck`], as a brake for emergencies. No step
/// does that by itself.
pub struct ClosedWhenStuck;

impl MultiStepMigrator for ClosedWhenStuck {
    fn ongoing() -> bool {
        matches!(pallet_migrations::Cursor::<Runtime>::get(), Some(MigrationCursor::Stuck))
    }

    fn step() -> Weight {
        Weight::zero()
    }
}

/// Goes on when a step failed.
pub struct GoOn;

impl FailedMigrationHandler for GoOn {
    fn failed(_: Option<u32>) -> FailedMigrationHandling {
        FailedMigrationHandling::ForceUnstuck
    }
}

/// Has an upgrade begin with the first step, even if those of the last upgrade are not done: what is done has its storage version, and
/// costs nothing a second time.
pub struct StartStepsAnew;

impl OnRuntimeUpgrade for StartStepsAnew {
    fn on_runtime_upgrade() -> Weight {
        pallet_migrations::Cursor::<Runtime>::kill();
        <Runtime as frame_system::Config>::DbWeight::get().writes(1)
    }
}
