//! Names of elements: which HTML has (WHATWG HTML, §4), and what the others are.

/// Elements that hold blocks, or are one: their tags end the words before them.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "head",
    "header",
    "hr",
    "html",
    "main",
    "nav",
    "p",
    "section",
    "title",
];

/// Elements that are set among words and read by their own.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "br", "code", "em", "i", "kbd", "samp", "small", "span", "strong", "sub",
    "sup", "tt", "var",
];

/// The other elements of HTML, old ones among them.
const OTHERS: &[&str] = &[
    "area", "audio", "bdi", "bdo", "big", "button", "canvas", "cite", "col", "colgroup", "data",
    "dd", "del", "dfn", "dt", "embed", "font", "h1", "h2", "h3", "h4", "h5", "h6", "iframe", "img",
    "input", "ins", "label", "li", "link", "listing", "map", "mark", "meta", "meter", "nobr",
    "noscript", "object", "ol", "option", "picture", "pre", "progress", "q", "s", "script",
    "select", "source", "strike", "style", "summary", "svg", "table", "tbody", "td", "textarea",
    "tfoot", "th", "thead", "time", "tr", "track", "u", "ul", "video", "wbr", "xmp",
];

/// Whether an element holds blocks, or is one.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Whether an element is set among words.
pub(super) fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// Whether HTML has an element of a name in lower case. What else stands between angle brackets among words
/// is a component, or a placeholder.
pub(in super::super) fn is_element(name: &str) -> bool {
    [BLOCKS, INLINE, OTHERS]
        .iter()
        .any(|names| names.contains(&name))
}

/// Whether a name as it is written is that of a component: HTML's own have neither capitals nor hyphens.
pub(in super::super) fn is_custom(written: &str) -> bool {
    written.contains('-')
        || written.starts_with(|c: char| c.is_ascii_uppercase())
            && written.chars().any(|c| c.is_ascii_lowercase())
}
