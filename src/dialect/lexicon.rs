//! Words that documentation uses, one column of data a language.
//!
//! Anchors and annotations go before words; words are compared in lower case.

use crate::spec::table::Presence;

/// A section of a page that describes one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The request lines.
    Request,
    /// The request headers.
    Headers,
    /// The request body.
    RequestBody,
    /// What a success answers.
    Response,
    /// Example requests and responses.
    Example,
    /// Everything else.
    Other,
}

/// The words of one language.
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    sections: &'static [(Section, &'static [&'static str])],
    conditional: &'static [&'static str],
    optional: &'static [&'static str],
    required: &'static [&'static str],
    /// Words between a header's name and its level, as in "X is required".
    is: &'static [&'static str],
    no_request_body: &'static [&'static str],
    json_request_body: &'static [&'static str],
    empty_response: &'static [&'static str],
    response_content: &'static [&'static str],
    /// The word for a header, before or after its name.
    header: &'static [&'static str],
    /// Header names that translators translate.
    header_names: &'static [(&'static str, &'static str)],
}

const LANGUAGES: &[Language] = &[
    Language {
        tag: "en",
        sections: &[
            (Section::Request, &["http request", "http requests"]),
            (
                Section::Headers,
                &[
                    "request headers",
                    "request header",
                    "optional request headers",
                    "headers",
                ],
            ),
            (Section::RequestBody, &["request body"]),
            (Section::Response, &["response", "responses"]),
            (Section::Example, &["example", "examples"]),
        ],
        conditional: &[
            "required when",
            "required if",
            "required for",
            "required only",
        ],
        optional: &["optional", "not required", "isn't required"],
        required: &["required", "mandatory"],
        is: &["is ", "are ", "header is "],
        no_request_body: &[
            "not supply a request body",
            "n't supply a request body",
            "not provide a request body",
            "not specify a request body",
            "not require any request body",
            "not require a request body",
            "no request body",
            "request body empty",
            "empty request body",
            "specifying a request body is not necessary",
        ],
        json_request_body: &["json representation", "json object", "json format"],
        empty_response: &[
            "not return anything in the response body",
            "n't return anything in the response body",
            "not return anything",
            "no response body",
            "empty response body",
            "empty body",
            "no content in the response body",
            "not return a response body",
            "n't return a response body",
        ],
        response_content: &[
            "in the response body",
            "in response body",
            "object in the body",
        ],
        header: &["header"],
        header_names: &[],
    },
    Language {
        tag: "ru",
        sections: &[
            (
                Section::Request,
                &["http-запрос", "http-запросы", "запрос http"],
            ),
            (
                Section::Headers,
                &["заголовки запросов", "заголовки запроса"],
            ),
            (Section::RequestBody, &["тело запроса", "текст запроса"]),
            (Section::Response, &["отклик", "ответ", "отклики", "ответы"]),
            (Section::Example, &["пример", "примеры"]),
        ],
        conditional: &[
            "требуется при",
            "требуются при",
            "требуется, если",
            "обязательный, если",
        ],
        optional: &[
            "необязательн",
            "не обязательн",
            "не требуется",
            "не является обязательн",
        ],
        required: &["обязательн", "обязателен", "требуется"],
        is: &["является "],
        no_request_body: &[
            "не нужно тело запроса",
            "не требуется тело запроса",
            "не указывайте тело запроса",
            "не предоставляйте тело запроса",
            "тело запроса не требуется",
            "не нужно указывать тело запроса",
            "не добавляйте тело запроса",
            "не предоставляйте текст запроса",
            "не указывайте текст запроса",
            "не поставляем тело запроса",
        ],
        json_request_body: &[
            "json-представление",
            "представление json",
            "представление в формате json",
        ],
        empty_response: &[
            "не возвращает ничего",
            "ничего не возвращает",
            "не возвращает данные",
            "не возвращается никаких данных",
            "не возвращает тело",
            "пустым телом",
            "пустое тело",
        ],
        response_content: &[
            "в тексте отклика",
            "в теле отклика",
            "в тексте ответа",
            "в теле ответа",
        ],
        header: &["заголов"],
        header_names: &[
            ("авторизация", "Authorization"),
            ("тип контента", "Content-Type"),
            ("тип содержимого", "Content-Type"),
            ("предпочтение", "Prefer"),
        ],
    },
    // Not measured on a corpus.
    Language {
        tag: "zh",
        sections: &[
            (Section::Request, &["http 请求"]),
            (Section::Headers, &["请求标头", "请求头"]),
            (Section::RequestBody, &["请求正文"]),
            (Section::Response, &["响应"]),
            (Section::Example, &["示例"]),
        ],
        conditional: &["在使用", "时必需", "时需要"],
        optional: &["可选", "非必需", "不是必需", "不需要"],
        required: &["必需", "必填", "必须"],
        is: &["为", "是"],
        no_request_body: &[
            "请勿提供此方法的请求正文",
            "请勿提供请求正文",
            "不要提供此方法的请求正文",
            "请不要提供此方法的请求正文",
            "不提供此方法的请求正文",
            "无需提供请求正文",
            "请勿为此方法提供请求正文",
            "请求正文为空",
            "没有请求正文",
        ],
        json_request_body: &["json 表示形式", "json 对象", "json 表示"],
        empty_response: &[
            "不在响应正文中返回任何内容",
            "不会在响应正文中返回任何内容",
            "响应正文中不返回任何内容",
            "未在响应正文中返回任何内容",
            "不返回任何内容",
            "空响应正文",
            "无响应正文",
            "不返回响应正文",
            "不会返回响应正文",
        ],
        response_content: &["在响应正文中", "响应正文中"],
        header: &["标头"],
        header_names: &[("授权", "Authorization"), ("内容类型", "Content-Type")],
    },
    // Not measured on a corpus.
    Language {
        tag: "de",
        sections: &[
            (Section::Request, &["http-anforderung", "http-anfrage"]),
            (Section::Headers, &["anforderungsheader", "anfrageheader"]),
            (Section::RequestBody, &["anforderungstext", "anfragetext"]),
            (Section::Response, &["antwort", "antworten"]),
            (Section::Example, &["beispiel", "beispiele"]),
        ],
        conditional: &["erforderlich, wenn", "erforderlich bei"],
        optional: &["optional", "nicht erforderlich"],
        required: &["erforderlich"],
        is: &["ist "],
        no_request_body: &[
            "keinen anforderungstext",
            "keinen anfragetext",
            "kein anforderungstext",
        ],
        json_request_body: &["json-darstellung", "json-objekt"],
        empty_response: &[
            "gibt nichts im antworttext zurück",
            "nichts im antworttext zurück",
            "leeren antworttext",
        ],
        response_content: &["im antworttext", "im antwortkörper"],
        header: &["header"],
        header_names: &[
            ("autorisierung", "Authorization"),
            ("inhaltstyp", "Content-Type"),
        ],
    },
    // Not measured on a corpus.
    Language {
        tag: "ja",
        sections: &[
            (Section::Request, &["http 要求"]),
            (Section::Headers, &["要求ヘッダー"]),
            (Section::RequestBody, &["要求本文"]),
            (Section::Response, &["応答"]),
            (Section::Example, &["例"]),
        ],
        conditional: &["場合に必須", "場合は必須"],
        optional: &["省略可能", "オプション", "任意"],
        required: &["必須"],
        is: &["は"],
        no_request_body: &[
            "要求本文を指定しないで",
            "要求本文を指定しません",
            "要求本文には何も指定しない",
            "要求本文は指定しない",
        ],
        json_request_body: &["json 表記", "json 表現"],
        empty_response: &[
            "応答本文では何も返されません",
            "応答本文には何も返されません",
            "何も返されません",
            "応答の本文では何も返されません",
        ],
        response_content: &["応答本文で", "応答本文に", "応答の本文で"],
        header: &["ヘッダー"],
        header_names: &[
            ("承認", "Authorization"),
            ("コンテンツ タイプ", "Content-Type"),
        ],
    },
    // Not measured on a corpus.
    Language {
        tag: "fr",
        sections: &[
            (Section::Request, &["requête http"]),
            (
                Section::Headers,
                &["en-têtes de demande", "en-têtes de requête"],
            ),
            (
                Section::RequestBody,
                &["corps de la demande", "corps de la requête"],
            ),
            (Section::Response, &["réponse", "réponses"]),
            (Section::Example, &["exemple", "exemples"]),
        ],
        conditional: &[
            "obligatoire si",
            "requis si",
            "obligatoire lors",
            "requis lors",
        ],
        optional: &["facultatif", "facultative", "non obligatoire"],
        required: &["obligatoire", "requis"],
        is: &["est "],
        no_request_body: &[
            "n’indiquez pas le corps de la demande",
            "n'indiquez pas le corps de la demande",
            "ne fournissez pas de corps",
            "aucun corps de demande",
        ],
        json_request_body: &["représentation json", "objet json"],
        empty_response: &[
            "ne renvoie rien dans le corps de la réponse",
            "ne retourne rien dans le corps de la réponse",
            "ne renvoie aucun contenu",
            "ne retourne aucun contenu",
        ],
        response_content: &["dans le corps de la réponse"],
        header: &["en-tête"],
        header_names: &[
            ("autorisation", "Authorization"),
            ("type de contenu", "Content-Type"),
        ],
    },
    // Not measured on a corpus.
    Language {
        tag: "es",
        sections: &[
            (Section::Request, &["solicitud http"]),
            (
                Section::Headers,
                &["encabezados de solicitud", "encabezados de la solicitud"],
            ),
            (
                Section::RequestBody,
                &["cuerpo de la solicitud", "cuerpo de solicitud"],
            ),
            (Section::Response, &["respuesta", "respuestas"]),
            (Section::Example, &["ejemplo", "ejemplos"]),
        ],
        conditional: &["obligatorio si", "obligatorio cuando", "necesario si"],
        optional: &["opcional", "no es obligatorio", "no obligatorio"],
        required: &["obligatorio", "obligatoria", "necesario", "requerido"],
        is: &["es "],
        no_request_body: &[
            "no proporcione un cuerpo de solicitud",
            "no proporcione ningún cuerpo de solicitud",
            "no proporcione el cuerpo de la solicitud",
            "no se requiere un cuerpo de solicitud",
        ],
        json_request_body: &["representación json", "objeto json"],
        empty_response: &[
            "no devuelve nada en el cuerpo de la respuesta",
            "no devuelve nada en el cuerpo de respuesta",
            "no devuelve nada",
        ],
        response_content: &["en el cuerpo de la respuesta", "en el cuerpo de respuesta"],
        header: &["encabezado"],
        header_names: &[
            ("autorización", "Authorization"),
            ("tipo de contenido", "Content-Type"),
        ],
    },
    // Not measured on a corpus.
    Language {
        tag: "pt",
        sections: &[
            (Section::Request, &["solicitação http"]),
            (
                Section::Headers,
                &["cabeçalhos de solicitação", "cabeçalhos da solicitação"],
            ),
            (
                Section::RequestBody,
                &["corpo da solicitação", "corpo do pedido"],
            ),
            (Section::Response, &["resposta", "respostas"]),
            (Section::Example, &["exemplo", "exemplos"]),
        ],
        conditional: &["obrigatório se", "obrigatório quando"],
        optional: &["opcional", "não é obrigatório", "não obrigatório"],
        required: &["obrigatório", "obrigatória", "necessário"],
        is: &["é "],
        no_request_body: &[
            "não forneça um corpo de solicitação",
            "não forneça o corpo da solicitação",
            "não forneça corpo da solicitação",
        ],
        json_request_body: &["representação json", "objeto json"],
        empty_response: &[
            "não retorna nada no corpo da resposta",
            "não devolve nada no corpo da resposta",
            "não retorna nada",
        ],
        response_content: &["no corpo da resposta"],
        header: &["cabeçalho"],
        header_names: &[
            ("autorização", "Authorization"),
            ("tipo de conteúdo", "Content-Type"),
        ],
    },
];

/// Anchors that survive translation.
const ANCHORS: &[(&str, Section)] = &[
    ("http-request", Section::Request),
    ("http-requests", Section::Request),
    ("request-headers", Section::Headers),
    ("optional-request-headers", Section::Headers),
    ("request-body", Section::RequestBody),
    ("response", Section::Response),
    ("example", Section::Example),
    ("examples", Section::Example),
];

/// The section that a heading opens, by its anchor, else by its words.
#[must_use]
pub fn section(anchor: Option<&str>, words: &str) -> Section {
    if let Some(anchor) = anchor {
        let known = ANCHORS.iter().find(|(name, _)| *name == anchor);
        return known.map_or(Section::Other, |(_, section)| *section);
    }
    let words = words.to_lowercase();
    let sections = LANGUAGES.iter().flat_map(|language| language.sections);
    let words = words.trim();
    let mut named = sections.filter(|(section, names)| {
        // "HTTP request (to upload a file)" and "Example 1: a new file" say which one they are.
        let may_go_on = matches!(section, Section::Request | Section::Example);
        names.iter().any(|name| {
            let rest = words.strip_prefix(name);
            rest.is_some_and(|rest| {
                rest.is_empty() || may_go_on && !rest.starts_with(char::is_alphanumeric)
            })
        })
    });
    named.next().map_or(Section::Other, |(section, _)| *section)
}

/// A level of a header's presence, with the words that say it as a byte range.
pub type Level = (Presence, std::ops::Range<usize>);

/// What a sentence says of a header's presence, with the words that say it as a byte range: it
/// starts with the level ("Required.", "Optional parameter"), says that something is of it, or
/// states a condition.
#[must_use]
pub fn presence(sentence: &str) -> Option<Level> {
    let lower = lower(sentence);
    let lead = lower.len()
        - lower
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len();
    let mut best: Option<Level> = None;
    for language in LANGUAGES {
        let levels = [
            (Presence::Conditional, language.conditional),
            (Presence::Optional, language.optional),
            (Presence::Required, language.required),
        ];
        for (presence, words) in levels {
            let found = words.iter().find_map(|word| {
                let at = lower.find(word)?;
                let stands = at == lead
                    || presence == Presence::Conditional
                    || language.is.iter().any(|is| lower[..at].ends_with(is));
                stands.then_some(at..at + word_end(&lower[at..]))
            });
            if let Some(range) = found
                && best.is_none()
            {
                best = Some((presence, range));
            }
        }
    }
    best
}

/// What the last word of a table's cell says of a header's presence, as in `Bearer {token}
/// Required.` and `Bearer {token} (required)`; as a byte range.
#[must_use]
pub fn closing_presence(cell: &str) -> Option<Level> {
    let lower = lower(cell);
    let text = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    // The phrase that closes the text; what is left of its last word may follow.
    let closes = |phrase: &&str| {
        let at = text.rfind(*phrase)?;
        let begins = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !is_of_word(c));
        let ends = text[at + phrase.len()..].chars().all(char::is_alphanumeric);
        (begins && ends).then_some(at..text.len())
    };
    for language in LANGUAGES {
        for (presence, words) in [
            (Presence::Optional, language.optional),
            (Presence::Required, language.required),
        ] {
            if let Some(range) = words.iter().find_map(closes) {
                return Some((presence, range));
            }
        }
    }
    None
}

/// Whether a character is of a word that is set off by spaces: not so in Chinese and Japanese.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !('\u{3040}'..='\u{9fff}').contains(&c)
}

/// Lower case without a change of byte offsets: characters that change length stay.
fn lower(text: &str) -> String {
    let keep = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(keep).collect()
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len())
}

fn says(text: &str, phrases: fn(&Language) -> &'static [&'static str]) -> bool {
    let text = text.to_lowercase();
    LANGUAGES
        .iter()
        .any(|language| phrases(language).iter().any(|phrase| text.contains(phrase)))
}

/// Whether a sentence says that there is no request body.
#[must_use]
pub fn says_no_request_body(text: &str) -> bool {
    says(text, |language| language.no_request_body)
}

/// Whether a sentence says that the request body is JSON.
#[must_use]
pub fn says_json_request_body(text: &str) -> bool {
    says(text, |language| language.json_request_body)
}

/// Whether a sentence says that a response has no body.
#[must_use]
pub fn says_empty_response(text: &str) -> bool {
    says(text, |language| language.empty_response)
}

/// Whether a sentence says that a response has a body.
#[must_use]
pub fn says_response_content(text: &str) -> bool {
    says(text, |language| language.response_content)
}

/// Whether a text speaks of a header.
#[must_use]
pub fn says_header(text: &str) -> bool {
    says(text, |language| language.header)
}

/// The header that a translated name stands for.
#[must_use]
pub fn translated_header(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let names = LANGUAGES.iter().flat_map(|language| language.header_names);
    let mut found = names.filter(|(translated, _)| *translated == name);
    found.next().map(|(_, original)| *original)
}

#[cfg(test)]
mod tests {
    use super::{Section, presence, section};
    use crate::spec::table::Presence;

    #[test]
    fn levels_are_read_where_they_stand_for_a_level() {
        let cases = [
            ("Required.", Some(Presence::Required)),
            (" Optional parameter", Some(Presence::Optional)),
            ("the ticket header is required", Some(Presence::Required)),
            ("The header is not required", Some(Presence::Optional)),
            (
                "Required when the shelf is locked",
                Some(Presence::Conditional),
            ),
            ("holds what is left of the required fee", None),
            (" Обязательный", Some(Presence::Required)),
            ("Необязательный параметр", Some(Presence::Optional)),
            (
                "заголовок x является обязательным",
                Some(Presence::Required),
            ),
        ];
        for (text, expect) in cases {
            assert_eq!(presence(text).map(|(p, _)| p), expect, "{text}");
        }
    }

    #[test]
    fn the_last_word_of_a_cell_can_be_a_level() {
        let cases = [
            ("Bearer &lt;token&gt; Required.", Some(Presence::Required)),
            ("Bearer {token} (required)", Some(Presence::Required)),
            ("Bearer {code} *Required*", Some(Presence::Required)),
            ("Tells who asks. Optional", Some(Presence::Optional)),
            ("Bearer {токен} Обязательный", Some(Presence::Required)),
            ("Задавать не обязательно.", Some(Presence::Optional)),
            ("Bearer {token}。必需。", Some(Presence::Required)),
            ("持有者 {token}。 可选。", Some(Presence::Optional)),
            ("Bearer {token}. Erforderlich.", Some(Presence::Required)),
            (
                "Bearer {token}. Nicht erforderlich.",
                Some(Presence::Optional),
            ),
            ("Bearer {token}", None),
            ("", None),
            ("Required", Some(Presence::Required)),
            ("é", None),
        ];
        for (text, expect) in cases {
            let found = super::closing_presence(text);
            assert_eq!(found.as_ref().map(|(p, _)| *p), expect, "{text}");
            if let Some((_, range)) = found {
                assert!(text.get(range).is_some_and(|word| !word.is_empty()));
            }
        }
    }

    #[test]
    fn an_anchor_goes_before_words() {
        assert_eq!(
            section(Some("request-body"), "Response"),
            Section::RequestBody
        );
        assert_eq!(section(None, "Request Headers"), Section::Headers);
        assert_eq!(section(Some("permissions"), "Response"), Section::Other);
        assert_eq!(section(None, "HTTP request (to renew)"), Section::Request);
        assert_eq!(section(None, "Example 1: a book"), Section::Example);
        assert_eq!(section(None, "Response body"), Section::Other);
    }
}
