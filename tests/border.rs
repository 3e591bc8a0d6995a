//! What comes from another machine, or from a store that somebody else wrote.

#[path = "border/carried.rs"]
mod carried;
#[path = "border/hostile.rs"]
mod hostile;
#[path = "border/named.rs"]
mod named;
#[path = "border/read.rs"]
mod read;
