//! The answers that are one word of a few.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnswerValue, Offer, listed, offer};

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident = $word:literal, danger $danger:literal, $label:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The value as it is written in JSON and in a runbook's condition.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The words on the form's key.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)* }
            }
        }

        impl AnswerValue for $name {
            fn read(json: &Value) -> Option<Self> {
                let word = json.as_str()?;
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
            fn write(self) -> Value { Value::from(self.word()) }
            fn danger(self) -> u64 {
                match self { $($name::$variant => $danger,)* }
            }
            fn merge(self, _same: Self) -> Self { self }
            fn is_unknown(self) -> bool { self.word() == "unknown" }
            fn allowed() -> String { listed(&Self::words()) }
            fn offers() -> Vec<Offer> {
                Self::ALL.iter().map(|value| offer(value.write(), value.label())).collect()
            }
            fn tries() -> Vec<Value> { Self::ALL.iter().map(|value| value.write()).collect() }
            fn words() -> Vec<&'static str> { Self::ALL.iter().map(|value| value.word()).collect() }
        }
    };
}

choice! {
    /// Whether data is being written wrongly right now.
    DataDamage {
        /// Nothing is written wrongly.
        None = "none", danger 0, "No";
        /// It is happening now.
        Ongoing = "ongoing", danger 2, "Yes, now";
        /// Nobody knows; counts as harm.
        Unknown = "unknown", danger 1, "Unknown";
    }
}

choice! {
    /// Whether the fault began with a change of ours.
    Release {
        /// A change of ours came first.
        Likely = "likely", danger 2, "Likely";
        /// It began without a change of ours, so going back would not help.
        Unlikely = "unlikely", danger 0, "Unlikely";
        /// Nobody knows; counts as likely.
        Unknown = "unknown", danger 1, "Unknown";
    }
}

choice! {
    /// Whether the previous release could run on what is there now.
    Previous {
        /// Looked at, and it can.
        Safe = "safe", danger 0, "Yes";
        /// Nobody looked; counts as safe and is printed as assumed.
        AssumedSafe = "assumed_safe", danger 1, "Assumed";
        /// It would misread something, or bring something back that must not return.
        Unsafe = "unsafe", danger 3, "No";
        /// Nobody knows; counts as unsafe.
        Unknown = "unknown", danger 2, "Unknown";
    }
}

choice! {
    /// Whether the harm can be switched off.
    Isolation {
        /// Only the harmful part: a flag, a route, a queue, a rate limit.
        Narrow = "narrow", danger 1, "Only the harmful part";
        /// Only the whole service: read-only, maintenance.
        Whole = "whole", danger 2, "The whole service";
        /// It is switched off already.
        InForce = "in_force", danger 0, "Already off";
        /// There is no switch.
        None = "none", danger 4, "No switch";
        /// Nobody knows; counts as none.
        Unknown = "unknown", danger 3, "Unknown";
    }
}

choice! {
    /// Whether users can do what the service is for.
    CriticalPath {
        /// They can.
        Works = "works", danger 0, "Works";
        /// They can another safe way, and were told.
        Workaround = "workaround", danger 1, "A workaround";
        /// They cannot.
        Broken = "broken", danger 3, "Broken";
        /// Nobody knows; counts as broken.
        Unknown = "unknown", danger 2, "Unknown";
    }
}

choice! {
    /// The share of this flow's users who are hit.
    Users {
        /// Under one in twenty.
        Few = "few", danger 0, "Few";
        /// Between few and most.
        Some = "some", danger 1, "Some";
        /// Over half.
        Most = "most", danger 3, "Most";
        /// Nobody knows; counts as most.
        Unknown = "unknown", danger 2, "Unknown";
    }
}

choice! {
    /// Where the share of errors is heading.
    Trend {
        /// It goes down.
        Falling = "falling", danger 0, "Falling";
        /// It stays.
        Steady = "steady", danger 1, "Steady";
        /// It goes up.
        Rising = "rising", danger 3, "Rising";
        /// Nobody knows; counts as rising.
        Unknown = "unknown", danger 2, "Unknown";
    }
}

choice! {
    /// Whether an agreement or a legal duty is about to be broken.
    Contract {
        /// It holds.
        Safe = "safe", danger 0, "Safe";
        /// It is about to break.
        AtRisk = "at_risk", danger 2, "At risk";
        /// Nobody knows; counts as safe.
        Unknown = "unknown", danger 1, "Unknown";
    }
}

choice! {
    /// Whether the cause is shown, or only believed.
    Cause {
        /// The line or setting is named and fails on purpose.
        Shown = "shown", danger 0, "Shown";
        /// Believed, not shown.
        Theory = "theory", danger 2, "A theory";
        /// Nobody knows; counts as a theory.
        Unknown = "unknown", danger 1, "Unknown";
    }
}

choice! {
    /// What the fix would be.
    Fix {
        /// There is no fix.
        None = "none", danger 5, "No fix";
        /// One line or a configuration value, without side effect or restart of the fleet.
        Trivial = "trivial", danger 0, "One line or a setting";
        /// One file.
        Small = "small", danger 2, "One file";
        /// It only adds to the schema.
        SchemaAdd = "schema_add", danger 1, "Adds to the schema";
        /// Anything more.
        Large = "large", danger 4, "Larger";
        /// Nobody knows; counts as large.
        Unknown = "unknown", danger 3, "Unknown";
    }
}

choice! {
    /// Whether one would see that a change helped.
    Visibility {
        /// Yes.
        Clear = "clear", danger 0, "Clearly";
        /// In part.
        Partial = "partial", danger 1, "In part";
        /// No.
        None = "none", danger 3, "No";
        /// Nobody knows; counts as none.
        Unknown = "unknown", danger 2, "Unknown";
    }
}

choice! {
    /// Whether something outside is already coming back.
    Recovering {
        /// It is, and there is evidence.
        Evidence = "evidence", danger 0, "Yes, on evidence";
        /// No evidence; this is also the answer "unknown".
        None = "none", danger 1, "No evidence";
    }
}

choice! {
    /// One thing that must not go wrong.
    Touch {
        /// Payments, prices, orders, credit.
        Money = "money", danger 0, "Money";
        /// What users stored.
        UserData = "user_data", danger 0, "User data";
        /// What users did not agree to show.
        Privacy = "privacy", danger 0, "Privacy";
        /// Who someone is and what they may do, access included.
        Identity = "identity", danger 0, "Identity or access";
        /// Protection against attack.
        Security = "security", danger 0, "Security";
        /// The safety of people.
        Safety = "safety", danger 0, "Safety of people";
    }
}
