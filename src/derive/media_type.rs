//! The media type that a page says whatever has content is of, given to the responses of which it says none.

use super::Deriver;
use crate::table::{Response, ResponseBody, Row};

impl Deriver<'_> {
    /// Gives the successes with content the media type that the page says of all, where it says none of their own.
    pub(super) fn media_type(&self, responses: &mut [Row<Response>]) {
        let Some(said) = &self.facts.media_type else {
            return;
        };
        let cite = self.cite(said.span);
        for row in responses {
            let [reading] = row.readings_mut() else {
                continue;
            };
            let response = &mut reading.value;
            let has_content =
                response.body == ResponseBody::Content && response.status.is_success();
            if has_content && response.content_type.is_none() {
                response.content_type = Some(said.value.clone());
                reading.cites.push(cite.clone());
            }
        }
    }
}
