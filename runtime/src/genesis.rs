//! How the 1,000 million UEN are distributed at genesis, and the presets.
//!
//! ICO 200M, liquid; airdrop pot 100M, claimed by Merkle proof; technology 60M, twelve months' cliff, then linear over 36; community
//! 100M in the treasury, a tenth at launch and 90M linear over 48 months; energy mining 540M. Vesting counts relay-chain blocks.

use crate::{
    configs::{AirdropPalletId, EnergyMiningAllocation, EnergyMiningPalletId, StakingPot, TreasuryAccount},
    constants::{EXISTENTIAL_DEPOSIT, RELAY_BLOCKS_PER_YEAR, TOTAL_SUPPLY, UEN},
    AccountId, AssetRateGenesisConfig, Balance, BalancesConfig, BlockNumber, CarbonConfig, DeviceRegistryConfig, ElectionsConfig,
    EnergyMarketConfig, ForeignAssetsConfig, GovernanceConfig, ParachainInfoConfig, PolkadotXcmConfig, RuntimeGenesisConfig,
    SessionConfig, SessionKeys, TechnicalCommitteeConfig, ValidatorStakingConfig, VestingConfig,
};
use alloc::{vec, vec::Vec};
use cumulus_primitives_core::ParaId;
use frame_support::build_struct_json_patch;
use hex_literal::hex;
use pallet_device_registry::CertifierRole;
use pallet_energy_market::GenesisZone;
use pallet_governance::GovernancePeriods;
use serde_json::Value;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::crypto::UncheckedInto;
use sp_genesis_builder::PresetId;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::AccountIdConversion, FixedU128, Perbill};
use uen_primitives::{PricePerWh, UnixSeconds, ZoneId};
use xcm::latest::Location;

/// The parachain's identifier in the presets.
pub const PARA_ID: u32 = 2836;

/// Sold in the ICO: liquid at genesis.
pub const ICO: Balance = 200_000_000 * UEN;
/// Claimed from the airdrop pot.
pub const AIRDROP: Balance = 100_000_000 * UEN;
/// Kept for those who build the technology.
pub const TECHNOLOGY: Balance = 60_000_000 * UEN;
/// The community's, in the treasury.
pub const COMMUNITY: Balance = 100_000_000 * UEN;
/// Of it, what is liquid at launch. It endows the pot of staking rewards with one existential deposit.
pub const COMMUNITY_AT_LAUNCH: Balance = COMMUNITY / 10;

/// Months 13 to 48 of the technology's vesting.
pub const TECHNOLOGY_VESTING: BlockNumber = 3 * RELAY_BLOCKS_PER_YEAR;
/// The months before.
pub const TECHNOLOGY_CLIFF: BlockNumber = RELAY_BLOCKS_PER_YEAR;
/// The 48 months of the community's vesting.
pub const COMMUNITY_VESTING: BlockNumber = 4 * RELAY_BLOCKS_PER_YEAR;

/// Relay-chain block at which the presets' vesting starts. A development node numbers its mocked relay blocks by slot, Unix time
/// in units of six seconds: this is 2016-06-13T00:00:00Z, when the recorded week starts.
pub const DEVELOPMENT_VESTING_START: BlockNumber = 244_296_000;

/// Until when the presets' certifiers, verifier and regulator are appointed: the end of 2099.
const CERTIFIERS_VALID_UNTIL: UnixSeconds = 4_102_444_799;

/// `//Alice//manufacturer`, `//Alice//metrology`, `//Alice//regulator`, `//Alice//verifier`, `//Alice//gateway` and `//Technology`:
/// Sr25519 keys that everybody knows, which no-std code cannot derive. A test derives them.
pub const MANUFACTURER: [u8; 32] = hex!("f04b365683c1b99832b30d568e7e568b2aa2ee9a62a9f1a5c216b03d1d34ab22");
/// See [`MANUFACTURER`].
pub const METROLOGY: [u8; 32] = hex!("1e6ecec41773f2155717588671a48baa18e836fd6913849f9e0d6575dacdf66b");
/// See [`MANUFACTURER`].
pub const REGULATOR: [u8; 32] = hex!("7a5b6a6f1c8985df4cd540622c06d2e4b35f8a317c592b64284c260e6b717a66");
/// See [`MANUFACTURER`].
pub const VERIFIER: [u8; 32] = hex!("d4077c9fd1127f736beb8167edcb8607f795c37654e0ab517356866f29a28066");
/// See [`MANUFACTURER`].
pub const GATEWAY: [u8; 32] = hex!("e46037e2111d245682225584c26c038fad89bb7f69a43b0aedfcb1c2cd94422e");
/// See [`MANUFACTURER`].
pub const TECHNOLOGY_HOLDER: [u8; 32] = hex!("48441df01e4c7e235614aefc5d8267afccb5e3e2cfa5865cb28e415aa1be3e4a");

/// Grid fee of the city, in planck per Wh: 0.02 UEN/kWh.
const CITY_FEE: PricePerWh = 20_000_000;
/// Grid fee of a district: 0.01 UEN/kWh.
const DISTRICT_FEE: PricePerWh = 10_000_000;
/// What a seller holds for each Wh: 0.1 UEN/kWh.
const DEPOSIT_PER_WH: PricePerWh = 100_000_000;

/// What electricity is taken to emit where no factor was published, in µgCO2e/Wh: 400 g/kWh, a round figure for development and no
/// country's.
const FALLBACK_FACTOR: u32 = 400_000;

/// Least balance in the relay chain's token, which has ten decimals in the presets: a thousandth.
pub const RELAY_TOKEN_MINIMUM: Balance = 10_000_000;
/// What the relay chain's token is worth in the presets, in planck for each of its smallest units: 10 UEN a token, which is made up.
pub const RELAY_TOKEN_RATE: u32 = 1_000;
/// The version of XCM that the presets speak to who has not said which it understands.
const SAFE_XCM_VERSION: xcm::Version = 5;

/// One development account of many.
const SMALL_ENDOWMENT: Balance = 1_000_000 * UEN;

/// Everybody's balance, with what is vesting.
struct Distribution {
    balances: Vec<(AccountId, Balance)>,
    vesting: Vec<(AccountId, BlockNumber, BlockNumber, Balance)>,
}

/// The distribution with `ico_holders` sharing [`ICO`]: each as listed, the first gets what is left.
fn distribution(ico_holders: &[(AccountId, Balance)], technology: AccountId, vesting_start: BlockNumber) -> Distribution {
    let treasury = TreasuryAccount::get();
    let listed: Balance = ico_holders.iter().skip(1).map(|(_, amount)| *amount).sum();
    let mut balances: Vec<_> = ico_holders.to_vec();
    if let Some(first) = balances.first_mut() {
        first.1 = ICO.saturating_sub(listed);
    }
    balances.extend([
        (AirdropPalletId::get().into_account_truncating(), AIRDROP),
        (technology.clone(), TECHNOLOGY),
        (treasury.clone(), COMMUNITY.saturating_sub(EXISTENTIAL_DEPOSIT)),
        (StakingPot::get(), EXISTENTIAL_DEPOSIT),
        (EnergyMiningPalletId::get().into_account_truncating(), EnergyMiningAllocation::get()),
    ]);
    debug_assert_eq!(balances.iter().map(|(_, amount)| *amount).sum::<Balance>(), TOTAL_SUPPLY);
    let vesting = vec![
        (technology, vesting_start.saturating_add(TECHNOLOGY_CLIFF), TECHNOLOGY_VESTING, 0),
        (treasury, vesting_start, COMMUNITY_VESTING, COMMUNITY_AT_LAUNCH.saturating_sub(EXISTENTIAL_DEPOSIT)),
    ];
    Distribution { balances, vesting }
}

/// Dave, Eve and Ferdie.
fn operators() -> [AccountId; 3] {
    [Sr25519Keyring::Dave, Sr25519Keyring::Eve, Sr25519Keyring::Ferdie].map(|key| key.to_account_id())
}

/// The operators also say what the electricity of each zone emits, all three of them: of two, the median would be one's.
fn factor_zones() -> Vec<(ZoneId, Vec<AccountId>, u32, u32)> {
    (0..=2).map(|zone| (zone, operators().to_vec(), 3, FALLBACK_FACTOR)).collect()
}

/// A city with two districts. Eve is the city's grid operator, Dave and Ferdie the districts'; all three say what imbalance energy cost.
/// `//Alice//regulator` arbitrates.
fn zones() -> Vec<GenesisZone<AccountId>> {
    let zone = |id, parent, operator: Sr25519Keyring, fee| {
        (id, parent, operator.to_account_id(), AccountId::from(REGULATOR), fee, DEPOSIT_PER_WH, operators().to_vec())
    };
    vec![
        zone(0, None, Sr25519Keyring::Eve, CITY_FEE),
        zone(1, Some(0), Sr25519Keyring::Dave, DISTRICT_FEE),
        zone(2, Some(0), Sr25519Keyring::Ferdie, DISTRICT_FEE),
    ]
}

/// A vote takes two minutes at full speed and seconds in time lapse, a session as long.
const DEVELOPMENT_PERIODS: GovernancePeriods<BlockNumber> = GovernancePeriods {
    launch: 20,
    voting: 20,
    fast_track: 5,
    enactment: 5,
    cool_off: 20,
    motion: 50,
    council_term: 200,
    spending: 20,
    unbonding: 30,
    emergency_until: 2 * RELAY_BLOCKS_PER_YEAR,
};
/// In time lapse a block can be as far from the one before as if the chain had stood still.
const TIME_LAPSE_NEVER_STANDS_STILL: Option<u64> = Some(u64::MAX);
/// Blocks in a session of the presets: six hours in the time lapse of the recorded week.
const DEVELOPMENT_SESSION: BlockNumber = 72;
/// What each validator of the presets stakes of its own.
pub const VALIDATOR_BOND: Balance = 100_000 * UEN;
/// What each operator delegates to one of the validators, in turn.
pub const OPERATOR_DELEGATION: Balance = 50_000 * UEN;
/// The commission of the presets' validators.
const COMMISSION: Perbill = Perbill::from_percent(5);

/// `standstill_after` is in seconds; `None` for that of every other chain.
fn preset(validators: Vec<Sr25519Keyring>, standstill_after: Option<u64>) -> Value {
    let well_known = Sr25519Keyring::well_known().map(|key| (key.to_account_id(), SMALL_ENDOWMENT));
    let certifiers = [
        (CertifierRole::Manufacturer, MANUFACTURER),
        (CertifierRole::Metrology, METROLOGY),
        (CertifierRole::Regulator, REGULATOR),
    ];
    let services = certifiers.iter().map(|(_, key)| *key).chain([VERIFIER, GATEWAY]);
    let holders: Vec<_> = well_known.chain(services.map(|key| (AccountId::from(key), SMALL_ENDOWMENT))).collect();
    let accounts: Vec<AccountId> = validators.iter().map(|key| key.to_account_id()).collect();
    let delegations = operators().into_iter().zip(accounts.iter().cycle());
    let Distribution { balances, vesting } =
        distribution(&holders, AccountId::from(TECHNOLOGY_HOLDER), DEVELOPMENT_VESTING_START);
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances },
        vesting: VestingConfig { vesting },
        parachain_info: ParachainInfoConfig { parachain_id: ParaId::from(PARA_ID) },
        validator_staking: ValidatorStakingConfig {
            validators: accounts.iter().map(|account| (account.clone(), VALIDATOR_BOND, COMMISSION)).collect(),
            delegations: delegations.map(|(operator, validator)| (operator, validator.clone(), OPERATOR_DELEGATION)).collect(),
            invulnerables: accounts.clone(),
            session_length: Some(DEVELOPMENT_SESSION),
        },
        governance: GovernanceConfig { periods: Some(DEVELOPMENT_PERIODS) },
        elections: ElectionsConfig { members: accounts.iter().map(|account| (account.clone(), VALIDATOR_BOND)).collect() },
        technical_committee: TechnicalCommitteeConfig { members: operators().to_vec() },
        session: SessionConfig {
            keys: validators
                .iter()
                .map(|key| {
                    let aura: AuraId = key.public().0.unchecked_into();
                    (key.to_account_id(), key.to_account_id(), SessionKeys { aura })
                })
                .collect(),
        },
        device_registry: DeviceRegistryConfig {
            certifiers: certifiers
                .iter()
                .map(|(role, key)| (*role, AccountId::from(*key), None, CERTIFIERS_VALID_UNTIL))
                .collect(),
            free_share: None,
            standstill_after,
        },
        energy_market: EnergyMarketConfig { zones: zones() },
        // The treasury owns what is registered: nobody has its key.
        foreign_assets: ForeignAssetsConfig {
            assets: vec![(Location::parent(), TreasuryAccount::get(), true, RELAY_TOKEN_MINIMUM)],
            metadata: vec![(Location::parent(), b"Relay chain token".to_vec(), b"RELAY".to_vec(), 10)],
        },
        asset_rate_genesis: AssetRateGenesisConfig { rates: vec![(Location::parent(), FixedU128::from_u32(RELAY_TOKEN_RATE))] },
        polkadot_xcm: PolkadotXcmConfig { safe_xcm_version: Some(SAFE_XCM_VERSION) },
        carbon: CarbonConfig {
            zones: factor_zones(),
            verifiers: vec![(AccountId::from(VERIFIER), CERTIFIERS_VALID_UNTIL)],
            regulators: vec![(AccountId::from(REGULATOR), CERTIFIERS_VALID_UNTIL)],
        },
    })
}

/// The preset named `id`: `development` has three validators, of which one node plays all; `local` two. They are the council, and the
/// zones' operators the technical committee.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let preset = match id.as_ref() {
        sp_genesis_builder::DEV_RUNTIME_PRESET => {
            preset(vec![Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie], TIME_LAPSE_NEVER_STANDS_STILL)
        }
        sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET => preset(vec![Sr25519Keyring::Alice, Sr25519Keyring::Bob], None),
        _ => return None,
    };
    serde_json::to_string(&preset).ok().map(|json| json.into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
    vec![PresetId::from(sp_genesis_builder::DEV_RUNTIME_PRESET), PresetId::from(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)]
}
