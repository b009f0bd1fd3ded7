//! There is nothing here: the build script does it all.
