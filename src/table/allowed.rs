//! What a page allows of a parameter's values: bounds of a number, or the values that it may have.

use std::ops::RangeInclusive;

/// The values that a parameter may have, as far as the page says; all of them where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// The least number.
    pub minimum: Option<i64>,
    /// The greatest number.
    pub maximum: Option<i64>,
    /// The only values, in the page's order.
    pub values: Vec<String>,
}

/// Numbers that JSON readers take for what they are (RFC 8259 §6).
const SAFE: RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

impl Allowed {
    /// The number right above the greatest one.
    #[must_use]
    pub(crate) fn above(&self) -> Option<i64> {
        let above = self.maximum?.checked_add(1)?;
        SAFE.contains(&above).then_some(above)
    }

    /// The number right below the least one.
    #[must_use]
    pub(crate) fn below(&self) -> Option<i64> {
        let below = self.minimum?.checked_sub(1)?;
        SAFE.contains(&below).then_some(below)
    }

    /// Whether it says anything of numbers.
    #[must_use]
    pub(crate) fn is_bounded(&self) -> bool {
        self.minimum.is_some() || self.maximum.is_some()
    }

    /// Whether a value is one of those that are allowed; what is no number is none within bounds.
    #[must_use]
    pub(crate) fn has(&self, value: &str) -> bool {
        let is_listed = self.values.is_empty() || self.values.iter().any(|own| own == value);
        let is_within = |number: i64| {
            self.minimum.is_none_or(|least| number >= least)
                && self.maximum.is_none_or(|most| number <= most)
        };
        is_listed && (!self.is_bounded() || value.parse().is_ok_and(is_within))
    }

    /// Whether there is a value that another allows, and this does not.
    #[must_use]
    pub(crate) fn takes_less_than(&self, other: &Self) -> bool {
        let least = |allowed: &Self| allowed.minimum.unwrap_or(i64::MIN);
        let most = |allowed: &Self| allowed.maximum.unwrap_or(i64::MAX);
        let lacks_one = match (self.values.as_slice(), other.values.as_slice()) {
            ([], _) => false,
            (_, []) => true,
            (own, others) => others.iter().any(|value| !own.contains(value)),
        };
        least(self) > least(other) || most(self) < most(other) || lacks_one
    }

    /// The same with what another place says where this one says nothing.
    pub(crate) fn complete(&mut self, other: Self) {
        if !self.is_bounded() {
            (self.minimum, self.maximum) = (other.minimum, other.maximum);
        }
        if self.values.is_empty() {
            self.values = other.values;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Allowed;

    #[test]
    fn what_is_next_to_a_bound_is_not_allowed() {
        let allowed = Allowed {
            minimum: Some(1),
            maximum: Some(100),
            values: Vec::new(),
        };
        assert_eq!((allowed.below(), allowed.above()), (Some(0), Some(101)));
        for (value, expect) in [
            ("1", true),
            ("100", true),
            ("0", false),
            ("101", false),
            ("x", false),
        ] {
            assert_eq!(allowed.has(value), expect, "{value}");
        }
        assert_eq!(
            Allowed {
                maximum: Some(i64::MAX),
                ..Allowed::default()
            }
            .above(),
            None
        );
        assert!(Allowed::default().has("anything"));
    }
}
