//! How much of a block goes to transactions that no account pays for.

use crate::{Config, FreeWeight, Pallet};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use frame_support::{
    dispatch::{DispatchClass, DispatchInfo, PostDispatchInfo},
    pallet_prelude::{TransactionSource, TransactionValidity, TransactionValidityError, Weight},
    traits::{Get, OriginTrait},
    CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::RawOrigin;
use scale_info::TypeInfo;
use sp_runtime::{
    traits::{
        DispatchInfoOf, Dispatchable, Implication, PostDispatchInfoOf, TransactionExtension, TransactionExtensionMetadata,
        ValidateResult,
    },
    DispatchResult,
};

/// Counts in [`FreeWeight`] what normal authorised transactions take of the block, as all extensions in `S` leave it: with what is given back,
/// and what the proof really holds. It has to be the outermost extension.
///
/// It carries nothing and is not named in the metadata: to whoever makes transactions it is not there.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound)]
#[scale_info(skip_type_params(T))]
// The derives repeat the bounds in their own clauses.
#[allow(clippy::multiple_bound_locations)]
pub struct CountFreeWeight<T, S: Clone + core::fmt::Debug + Eq>(pub S, PhantomData<T>);

impl<T, S: Clone + core::fmt::Debug + Eq> From<S> for CountFreeWeight<T, S> {
    fn from(inner: S) -> Self {
        Self(inner, PhantomData)
    }
}

impl<T, S> TransactionExtension<T::RuntimeCall> for CountFreeWeight<T, S>
where
    T: Config + Send + Sync,
    T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
    S: TransactionExtension<T::RuntimeCall>,
{
    const IDENTIFIER: &'static str = "CountFreeWeight";
    type Implicit = S::Implicit;
    type Val = S::Val;
    /// What the block held before, if the transaction is free; and what the inner extensions need.
    type Pre = (Option<Weight>, S::Pre);

    fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
        self.0.implicit()
    }

    fn metadata() -> Vec<TransactionExtensionMetadata> {
        S::metadata()
    }

    /// Reads and writes the sum, which is in memory from the first free transaction of a block on.
    fn weight(&self, call: &T::RuntimeCall) -> Weight {
        self.0.weight(call).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn validate(
        &self,
        origin: T::RuntimeOrigin,
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
        implicit: Self::Implicit,
        inherited_implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<Self::Val, T::RuntimeCall> {
        let (mut validity, val, origin) = self.0.validate(origin, call, info, len, implicit, inherited_implication, source)?;
        if !is_free(&origin) {
            // Whatever is paid for comes before free readings, of which a batch has as much priority as readings.
            validity.priority = validity.priority.saturating_add(T::MaxBatch::get().into());
        }
        Ok((validity, val, origin))
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &T::RuntimeOrigin,
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        let before = is_free(origin).then(consumed::<T>);
        Ok((before, self.0.prepare(val, origin, call, info, len)?))
    }

    fn post_dispatch_details(
        (before, pre): Self::Pre,
        info: &DispatchInfoOf<T::RuntimeCall>,
        post_info: &PostDispatchInfoOf<T::RuntimeCall>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        let unspent = S::post_dispatch_details(pre, info, post_info, len, result)?;
        if let Some(before) = before {
            let taken = consumed::<T>().saturating_sub(before);
            let sum = Pallet::<T>::free_weight().saturating_add(taken);
            FreeWeight::<T>::put((frame_system::Pallet::<T>::block_number(), sum));
        }
        Ok(unspent)
    }

    fn bare_validate(call: &T::RuntimeCall, info: &DispatchInfoOf<T::RuntimeCall>, len: usize) -> TransactionValidity {
        S::bare_validate(call, info, len)
    }

    fn bare_validate_and_prepare(
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
    ) -> Result<(), TransactionValidityError> {
        S::bare_validate_and_prepare(call, info, len)
    }

    fn bare_post_dispatch(
        info: &DispatchInfoOf<T::RuntimeCall>,
        post_info: &mut PostDispatchInfoOf<T::RuntimeCall>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<(), TransactionValidityError> {
        S::bare_post_dispatch(info, post_info, len, result)
    }
}

/// Whether no account pays for a transaction.
fn is_free<Origin: OriginTrait>(origin: &Origin) -> bool {
    matches!(origin.as_system_ref(), Some(RawOrigin::Authorized))
}

/// What the block's normal transactions have taken so far.
fn consumed<T: Config>() -> Weight {
    *frame_system::Pallet::<T>::block_weight().get(DispatchClass::Normal)
}
