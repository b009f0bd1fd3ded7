//! How long votes take.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::traits::AtLeast32BitUnsigned;

/// The longest that any period can be, in blocks: 90 days at full speed. Stake is not trapped by a mistake, and conviction multiplies the
/// delay before enactment by up to 32.
pub const MAX_PERIOD: u32 = 90 * 24 * 600;

/// The periods of votes, in blocks.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GovernancePeriods<BlockNumber> {
    /// Between two public referenda.
    pub launch: BlockNumber,
    /// For which a referendum is voted on.
    pub voting: BlockNumber,
    /// The same at least, of one that the technical committee put on the fast track.
    pub fast_track: BlockNumber,
    /// Between a referendum's end and its enactment; also what a vote with conviction 1 stays locked for.
    pub enactment: BlockNumber,
    /// For which a vetoed proposal of the council cannot come back.
    pub cool_off: BlockNumber,
    /// For which a council or committee votes on a motion.
    pub motion: BlockNumber,
    /// Between two elections of the council.
    pub council_term: BlockNumber,
    /// Between two payments of the treasury to bounties.
    pub spending: BlockNumber,
    /// For which stake is unbonded.
    pub unbonding: BlockNumber,
    /// The block at which the technical committee's power to cancel ends, unless a referendum changes it.
    pub emergency_until: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> GovernancePeriods<BlockNumber> {
    /// The longest time for which stake can stand behind a vote that is not enacted yet.
    pub fn longest_vote(&self) -> BlockNumber {
        self.voting.saturating_add(self.enactment)
    }

    /// Whether no period is nothing or more than [`MAX_PERIOD`], the fast track is no detour, neither until the end of the vote nor from there
    /// until the enactment, and stake cannot vote twice on a referendum by being unbonded in between (attack 26).
    pub fn is_valid(&self) -> bool {
        let Self { launch, voting, fast_track, enactment, cool_off, motion, council_term, spending, unbonding, .. } = *self;
        let periods = [launch, voting, fast_track, enactment, cool_off, motion, council_term, spending];
        let most = MAX_PERIOD.into();
        periods.iter().all(|period| !period.is_zero() && *period <= most)
            && fast_track <= voting.min(enactment)
            && (self.longest_vote()..=most).contains(&unbonding)
    }
}
