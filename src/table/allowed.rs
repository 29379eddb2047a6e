//! What a page allows of a parameter's values: bounds of a number, how long a text may be, or the values that it may
//! have.

use std::ops::RangeInclusive;

/// The values that a parameter may have, as far as the page says; all of them where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// The least number.
    pub minimum: Option<i64>,
    /// The greatest number.
    pub maximum: Option<i64>,
    /// The fewest characters of a text.
    pub shortest: Option<Length>,
    /// The most characters of a text.
    pub longest: Option<Length>,
    /// The only values, in the page's order.
    pub values: Vec<String>,
    /// Whether the page calls it a filter of what is listed: by the member of its name, where that has one.
    pub selects: bool,
    /// The value that it has where it is left out, as JSON.
    pub default: Option<String>,
}

/// How long a text is, in characters.
pub(crate) type Length = u32;

/// How long a text is, each character being counted, whatever it is made of.
#[must_use]
pub(crate) fn length_of(text: &str) -> Length {
    Length::try_from(text.chars().count()).unwrap_or(Length::MAX)
}

/// The longest text that is made, in characters.
const LONGEST_MADE: Length = 64 * 1024;

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

    /// Whether it says how long a text may be.
    #[must_use]
    pub(crate) fn is_measured(&self) -> bool {
        self.shortest.is_some() || self.longest.is_some()
    }

    /// How long a text is that is too long by one; `None` where no such one is made.
    #[must_use]
    pub(crate) fn too_long(&self) -> Option<Length> {
        let longest = self.longest.filter(|longest| *longest < LONGEST_MADE)?;
        longest.checked_add(1)
    }

    /// How long a text is that is too short by one; the empty one where one character is the least.
    #[must_use]
    pub(crate) fn too_short(&self) -> Option<Length> {
        let shortest = self.shortest.filter(|shortest| *shortest <= LONGEST_MADE)?;
        shortest.checked_sub(1)
    }

    /// How long a text may be, in words.
    #[must_use]
    pub(crate) fn lengths_in_words(&self) -> Option<String> {
        match (self.shortest, self.longest) {
            (None, None) => None,
            (Some(least), None) => Some(format!("at least {least} characters")),
            (None, Some(most)) => Some(format!("at most {most} characters")),
            (Some(least), Some(most)) => Some(format!("{least} to {most} characters")),
        }
    }

    /// Whether a text is as long as one may be.
    #[must_use]
    pub(crate) fn has_length_of(&self, text: &str) -> bool {
        let length = length_of(text);
        self.shortest.is_none_or(|least| length >= least)
            && self.longest.is_none_or(|most| length <= most)
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
        let is_longer = self.shortest.unwrap_or(0) > other.shortest.unwrap_or(0);
        let longest = |allowed: &Self| allowed.longest.unwrap_or(Length::MAX);
        let is_shorter = longest(self) < longest(other);
        least(self) > least(other)
            || most(self) < most(other)
            || is_longer
            || is_shorter
            || lacks_one
    }

    /// The same with what another place says where this one says nothing.
    pub(crate) fn complete(&mut self, other: Self) {
        if !self.is_bounded() {
            (self.minimum, self.maximum) = (other.minimum, other.maximum);
        }
        let shortest = self.shortest.or(other.shortest);
        let longest = self.longest.or(other.longest);
        if longest.is_none_or(|longest| shortest.is_none_or(|shortest| shortest <= longest)) {
            (self.shortest, self.longest) = (shortest, longest);
        }
        if self.values.is_empty() {
            self.values = other.values;
        }
        self.selects |= other.selects;
        self.default = self.default.take().or(other.default);
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
            ..Allowed::default()
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
    #[test]
    fn a_text_is_too_long_or_too_short_by_one() {
        let of = |shortest, longest| Allowed {
            shortest,
            longest,
            ..Allowed::default()
        };
        let made = |allowed: Allowed| (allowed.too_short(), allowed.too_long());
        assert_eq!(made(of(Some(3), Some(80))), (Some(2), Some(81)));
        assert_eq!(made(of(Some(1), None)), (Some(0), None));
        assert_eq!(made(of(Some(0), Some(u32::MAX))), (None, None));
        assert_eq!(made(of(Some(u32::MAX), None)), (None, None));
        let allowed = of(Some(2), Some(3));
        for (text, expect) in [("é", false), ("éé", true), ("ééé", true), ("éééé", false)]
        {
            assert_eq!(allowed.has_length_of(text), expect, "{text}");
        }
        assert!(of(None, Some(2)).takes_less_than(&Allowed::default()));
        assert!(!of(Some(1), Some(9)).takes_less_than(&of(Some(2), Some(8))));
    }
}
