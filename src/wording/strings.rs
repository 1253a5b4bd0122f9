//! The strings of the interface, one struct per section of the tables.
#![expect(missing_docs, reason = "the tables describe each field by its text")]

use serde::Deserialize;

use super::Sentence;

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty,)+ })+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(pub $field: $kind,)+ })+
    };
}

sections! {
    /// What stands on every page.
    Site {
        printed: String,
        comma: String,
        tag: String,
        name: String,
        tagline: String,
        description: String,
        skip: String,
        menu: String,
        articles: String,
        codes: String,
        api: String,
        privacy: String,
        other_language: String,
        other_language_label: String,
        footer: String,
        only_english: String,
        more: String,
        browser: String,
        feed: String,
        offer: String,
        contact: String,
        qr: String,
        theme: String,
        theme_system: String,
        theme_light: String,
        theme_dark: String,
    }

    /// The list of keys.
    Keys {
        title: String,
        focus: String,
        send: String,
        choose: String,
        close: String,
        copy: String,
        list: String,
        single: String,
        done: String,
    }

    /// The feed.
    Feed {
        title: String,
    }

    /// The box for pasted text.
    Paste {
        label: String,
        placeholder: String,
        file: String,
        button: String,
        drop: String,
        offline: String,
        suggested: String,
        again: String,
        privacy: String,
    }

    /// The start page.
    Home {
        title: String,
        lead: String,
        examples: String,
        often: String,
        texts: Vec<String>,
        often_codes: Vec<String>,
        guides: Vec<String>,
        without_error: String,
        by_topic: String,
        by_reason: String,
        empty: String,
        other_file: String,
    }

    /// The article page.
    Article {
        contents: String,
        applies_to: String,
        reviewed: String,
        sources: String,
        related: String,
        markdown: String,
        json: String,
        seen_as: String,
        codes: String,
        said_by: String,
        guide: String,
        problem: String,
        paste_lead: String,
        confused: String,
        about: String,
        here: String,
        stale: Sentence,
    }

    /// Who an article is shown for.
    Audience {
        label: String,
        everybody: String,
        sender: String,
        helpdesk: String,
        administrator: String,
        not_you: Sentence,
        pass_on: String,
        other_side: Sentence,
    }

    /// The code pages.
    Code {
        title: Sentence,
        kind_enhanced: String,
        kind_reply: String,
        kind_number: String,
        meaning: String,
        first_step: String,
        who_acts: String,
        admin: String,
        look_first: String,
        tell_apart: String,
        also_written: String,
        symbol: String,
        reference: String,
        causes: String,
        causes_lead: String,
        no_causes: String,
        collisions: String,
        any_system: String,
        previous: String,
        next: String,
        paste_lead: String,
        index_title: String,
        index_lead: String,
        enhanced: String,
        replies: String,
        numbers: String,
        origin: String,
        origin_host: String,
        origin_system: String,
        origin_id: String,
        kind: String,
        class: String,
        subject: String,
        found: Sentence,
    }

    /// The list of articles.
    Browse {
        title: String,
        lead: Sentence,
        reasons: String,
        systems: String,
        none: String,
        filter: String,
        topic: String,
        reason: String,
        acts: String,
        system: String,
        language: String,
        review: String,
        due: String,
        any: String,
        show: String,
        clear: String,
        found: Sentence,
        found_causes: Sentence,
        nothing: String,
    }

    /// What stands around an answer by mail.
    Reply {
        lead: String,
        end: Sentence,
    }

    /// The page of a reason.
    ReasonPage {
        lead: String,
        causes: String,
        none: String,
    }

    /// The page of a mail system.
    SystemPage {
        server: String,
        provider: String,
        gateway: String,
        middlebox: String,
        client: String,
        lead: Sentence,
        causes: String,
        articles: String,
        hosts: String,
        none: String,
    }

    /// The page about privacy.
    Privacy {
        title: String,
        paragraphs: Vec<String>,
    }

    /// The page about use from the browser.
    Browser {
        title: String,
        lead: String,
        search: String,
        search_how: String,
        bookmark: String,
        bookmark_how: String,
        bookmark_name: String,
        bookmark_drag: String,
        bookmark_hint: String,
        install: String,
        install_how: String,
        offline: String,
        offline_how: String,
        keep: String,
        keeping: String,
        kept: String,
        drop: String,
        failed: String,
        insecure: String,
        missing: String,
        dropped: String,
        keys: String,
        keys_how: String,
        stored: String,
    }

    /// The description of the programming interface.
    Api {
        title: String,
        lead: String,
        request: String,
        request_lead: String,
        document: String,
        command: String,
        parameters: String,
        limit: String,
        lang: String,
        text: String,
        answer: String,
        answer_lead: String,
        addresses: String,
        addresses_lead: String,
        diagnose: String,
        list_articles: String,
        one_article: String,
        one_code: String,
        list_codes: String,
        list_reasons: String,
        list_systems: String,
        suggest: String,
        sites: String,
        sites_scripts: String,
        sites_cards: String,
        errors: String,
        errors_lead: String,
        bad_parameter: String,
        not_found: String,
        method: String,
        too_large: String,
        media: String,
        unreadable: String,
        internal: String,
        too_slow: String,
        long_address: String,
        headers: String,
        busy: String,
        reasons: String,
        reasons_lead: String,
    }

    /// Error pages.
    Errors {
        not_found: String,
        not_found_help: String,
        no_article: String,
        no_code: String,
        no_code_help: String,
        method: String,
        method_help: String,
        too_large: String,
        too_large_help: String,
        media: String,
        media_help: String,
        unreadable: String,
        unreadable_help: String,
        too_slow: String,
        too_slow_help: String,
        long_address: String,
        long_address_help: String,
        headers: String,
        headers_help: String,
        busy: String,
        busy_help: String,
        internal: String,
        internal_help: String,
        ways: String,
    }
}
