//! What Kneeboard promises, told as small incidents; one file per domain word.

mod decision;
