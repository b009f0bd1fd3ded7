//! `uen-node`: a development chain with time lapse, a full node or a collator of the Urban Energy Network.

fn main() -> sc_cli::Result<()> {
    uen_node::command::run()
}
