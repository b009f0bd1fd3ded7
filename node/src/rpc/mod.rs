//! JSON-RPC: the standard methods, and `uen_*`.

pub mod types;
pub mod uen;

use crate::service::{Client, TransactionPool};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_rpc::dev::{Dev, DevApiServer};
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};
use uen::{Uen, UenApiServer};

/// What is served besides the methods of every Substrate node.
///
/// # Errors
/// If two modules claim the same method name.
pub fn extensions(client: Arc<Client>, pool: Arc<TransactionPool>) -> Result<RpcModule<()>, sc_service::Error> {
    let build = || -> Result<_, Box<dyn std::error::Error + Send + Sync>> {
        let mut module = RpcModule::new(());
        module.merge(System::new(client.clone(), pool).into_rpc())?;
        module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
        module.merge(Dev::new(client.clone()).into_rpc())?;
        module.merge(Uen::new(client).into_rpc())?;
        Ok(module)
    };
    build().map_err(Into::into)
}
