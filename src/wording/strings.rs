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

    /// The answer page.
    Answer {
        found: String,
        guesses: String,
        guesses_lead: String,
        nothing: String,
        nothing_lead: String,
        not_a_failure_lead: Sentence,
        failures: Sentence,
        failure: Sentence,
        recipients: String,
        more_recipients: Sentence,
        who_acts: String,
        first_step: String,
        all_steps: String,
        resend: String,
        delayed: String,
        permanent: String,
        temporary: String,
        stopped: String,
        refused_here: String,
        stopped_here: String,
        acts_here: String,
        stage_sender: String,
        stage_own: String,
        stage_network: String,
        stage_remote: String,
        stage_mailbox: String,
        text: String,
        recognised: String,
        code: String,
        reply: String,
        number: String,
        generator: String,
        speaker: String,
        host: String,
        own_host: String,
        recipient: String,
        sender: String,
        client_ip: String,
        blocklist: String, size_limit: String, retry_until: String,
        step: String,
        why: String,
        no_proof: String,
        tell: String,
        fix: String,
        verify: String,
        do_not: String,
        one_of: Sentence,
        or: String,
        or_acts: Sentence,
        told: String,
        alike: String,
        alike_lead: String,
        others: String,
        open_article: String,
        articles: String,
        note: String,
        copy_note: String,
        note_hint: String,
        note_plain: String,
        note_html: String,
        date: String,
        age: Sentence,
        queue_id: String,
        message_id: String,
        codes: String,
        reads: String,
        changes: String,
        new_tab: String,
        copy: String,
        copied: String,
        contradiction: Sentence,
        secrets: String,
        plain_reading: String,
        source_heading: String,
        source_lead: String,
    }

    /// The question that decides between two reasons.
    Question {
        lead: String,
        refused_by: String,
        speaker: String,
        step: String,
        cause: String,
        said: Sentence,
        take_back: String,
    }

    /// Ready messages.
    Message {
        heading: String,
        hint: String,
        language: String,
        to: Sentence,
        to_sender: String,
        subject: Sentence,
        subject_nobody: String,
        subject_delayed: Sentence,
        subject_delayed_nobody: String,
        failed: Sentence,
        failed_nobody: String,
        delayed: Sentence,
        delayed_nobody: String,
        acts: Sentence,
        refusal: String,
        article: String,
        link_answer: String,
        link_article: String,
        colon: String,
        between: String,
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
        nothing: String,
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
        list_reasons: String,
        list_systems: String,
        suggest: String,
        errors: String,
        errors_lead: String,
        bad_parameter: String,
        not_found: String,
        method: String,
        too_large: String,
        media: String,
        unreadable: String,
        internal: String,
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
        busy: String,
        busy_help: String,
        internal: String,
        internal_help: String,
        ways: String,
    }

    /// How to get the source of a mail.
    Help {
        outlook: String,
        outlook_web: String,
        gmail: String,
        apple: String,
        thunderbird: String,
        webmail: String,
        phone: String,
        server: String,
    }
}
