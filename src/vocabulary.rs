//! The fixed words of a diagnosis: reasons, parties, steps, verdicts.
//!
//! Machines rely on the identifiers (`as_str`), so they never change; what a person reads for them stands in the
//! interface texts of each language.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A word that is not in a fixed vocabulary. Carries what was written and what may be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {vocabulary} `{written}`; use one of: {}", .allowed.join(", "))]
pub struct UnknownWord {
    /// Which vocabulary was meant, such as `reason`.
    pub vocabulary: &'static str,
    /// The word as written.
    pub written: String,
    /// Every word that would have been right.
    pub allowed: Vec<&'static str>,
}

// A word is taken as `tt`, not `literal`: the derive macros do not see through the latter.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident ($what:literal) { $($(#[$variant_doc:meta])* $variant:ident = $word:tt,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every word of the vocabulary, in its fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable identifier that machines read and articles write.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or_else(|| UnknownWord {
                    vocabulary: $what,
                    written: word.to_owned(),
                    allowed: Self::ALL.iter().map(|known| known.as_str()).collect(),
                })
            }
        }
    };
}

vocabulary! {
    /// Why mail did not arrive: a small, stable class of causes. Each implies what a helpdesk does about it.
    Reason ("reason") {
        /// The address does not exist at the recipient's side.
        UserUnknown = "user-unknown",
        /// The recipient's mailbox is over its quota.
        MailboxFull = "mailbox-full",
        /// The mailbox exists but is switched off, suspended or inactive.
        MailboxDisabled = "mailbox-disabled",
        /// The recipient has a new address.
        RecipientMoved = "recipient-moved",
        /// A filter of the recipient's own refuses the sender.
        RecipientFilter = "recipient-filter",
        /// A group or mailbox accepts only certain or authenticated senders.
        RestrictedRecipient = "restricted-recipient",
        /// The sending service keeps the address on its suppression list.
        Suppressed = "suppressed",
        /// The recipient's domain does not exist or has no usable DNS entry.
        DomainNotFound = "domain-not-found",
        /// The domain or host takes no mail on purpose (null MX, 521).
        DomainRefusesMail = "domain-refuses-mail",
        /// DNS did not answer for now.
        DnsTempFailure = "dns-temp-failure",
        /// The next server could not be reached, or the connection broke.
        ConnectionFailure = "connection-failure",
        /// The queue gave up after days of trying.
        QueueExpired = "queue-expired",
        /// The message goes round in circles.
        RoutingLoop = "routing-loop",
        /// TLS is missing, too old or its certificate is not accepted.
        TlsFailure = "tls-failure",
        /// The server does not pass mail on for this sender.
        RelayDenied = "relay-denied",
        /// The client has to log in first.
        AuthRequired = "auth-required",
        /// The login was refused.
        AuthFailed = "auth-failed",
        /// The login may not send as this address.
        SenderNotOwned = "sender-not-owned",
        /// The sender's address or domain does not exist.
        SenderDomainInvalid = "sender-domain-invalid",
        /// The sender, the account or the tenant is blocked.
        SenderBlocked = "sender-blocked",
        /// The sending side's own quota is used up.
        SendingQuota = "sending-quota",
        /// SPF failed.
        SpfFail = "spf-fail",
        /// DKIM failed or is missing.
        DkimFail = "dkim-fail",
        /// DMARC failed.
        DmarcFail = "dmarc-fail",
        /// SPF or DKIM is missing and the text does not say which.
        UnauthenticatedMail = "unauthenticated-mail",
        /// The sending address is on a named blocklist.
        IpBlocklisted = "ip-blocklisted",
        /// The sending address has a poor reputation, or access is simply denied.
        IpReputationBlocked = "ip-reputation-blocked",
        /// A domain or link in the message is listed.
        UrlOrDomainBlocklisted = "url-or-domain-blocklisted",
        /// The sending address has no, or no matching, reverse DNS name.
        PtrMissing = "ptr-missing",
        /// The name in HELO/EHLO is not accepted.
        HeloInvalid = "helo-invalid",
        /// Greylisting: the same attempt passes a few minutes later.
        Greylisted = "greylisted",
        /// Too many messages or connections in a time.
        RateLimited = "rate-limited",
        /// Too many recipients in one message.
        RecipientLimit = "recipient-limit",
        /// The message is larger than a server takes.
        MessageTooLarge = "message-too-large",
        /// The content looks like spam.
        SpamContent = "spam-content",
        /// The attachment's type is not accepted.
        AttachmentBlocked = "attachment-blocked",
        /// A virus was found.
        VirusDetected = "virus-detected",
        /// Headers, line ends or MIME structure are broken.
        MalformedMessage = "malformed-message",
        /// A rule of one of the organisations refuses the message.
        PolicyRejected = "policy-rejected",
        /// The other server has an internal error.
        ServerError = "server-error",
        /// The other server is out of disk or memory.
        SystemFull = "system-full",
        /// The last step on the recipient's host failed (pipe, alias, forward file).
        LocalDeliveryError = "local-delivery-error",
        /// The address is not well formed.
        AddressSyntax = "address-syntax",
        /// A command, its order or its arguments are not accepted.
        ProtocolError = "protocol-error",
        /// Nothing failed yet; the server goes on trying.
        DelayNotice = "delay-notice",
        /// An automatic answer: no failure.
        AutoReply = "auto-reply",
        /// Another message that reports no failure.
        NotABounce = "not-a-bounce",
    }
}

vocabulary! {
    /// Who has to act.
    Acts ("acts") {
        /// The person who sent the message.
        Sender = "sender",
        /// The sender's administrator or helpdesk.
        SenderAdmin = "sender-admin",
        /// The person it was sent to.
        Recipient = "recipient",
        /// The recipient's administrator.
        RecipientAdmin = "recipient-admin",
        /// Whoever runs the network or firewall between the two.
        NetworkAdmin = "network-admin",
        /// The mail provider.
        Provider = "provider",
        /// Nobody: wait, the server tries again.
        Nobody = "nobody",
    }
}

vocabulary! {
    /// Whose side said no.
    Party ("refused_by") {
        /// The sender's own system.
        Own = "own",
        /// Another system, which the own one only reports.
        Remote = "remote",
        /// No connection or no DNS answer: nobody said anything.
        Network = "network",
        /// The text does not tell.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// The step of the SMTP dialogue that was refused (RFC 5321 section 3).
    Step ("step") {
        /// The connection or its greeting.
        Connect = "connect",
        /// HELO, EHLO or STARTTLS.
        Ehlo = "ehlo",
        /// AUTH (RFC 4954).
        Auth = "auth",
        /// MAIL FROM.
        Mail = "mail",
        /// RCPT TO.
        Rcpt = "rcpt",
        /// The DATA or BDAT command itself.
        Data = "data",
        /// The final dot: the whole message was seen.
        EndOfData = "end-of-data",
    }
}

vocabulary! {
    /// Whether trying again can work.
    Retry ("retry") {
        /// The same message will be refused again.
        No = "no",
        /// The sending server tries again by itself.
        ServerRetries = "server-retries",
        /// Send again later, by hand.
        Later = "later",
    }
}

vocabulary! {
    /// What can be said about one failure.
    Verdict ("verdict") {
        /// At least one cause is supported by the text.
        Match = "match",
        /// Only guesses.
        Weak = "weak",
        /// Nothing was recognised.
        None = "none",
        /// The text reports no failure.
        NotAFailure = "not-a-failure",
    }
}

vocabulary! {
    /// Confidence in words; follows from the score.
    Confidence ("confidence") {
        /// A score of at least 0.85.
        Strong = "strong",
        /// A score of at least 0.6.
        Likely = "likely",
        /// Anything lower.
        Possible = "possible",
    }
}

vocabulary! {
    /// What a reason for a cause rests on.
    WhyKind ("why") {
        /// The text follows one of the cause's signatures.
        Signature = "signature",
        /// A code the cause is seen under.
        Code = "code",
        /// An error number the cause is seen under.
        Number = "number",
        /// The system that speaks is one that says it.
        Speaker = "speaker",
        /// Whose side refused fits.
        RefusedBy = "refused-by",
        /// The step of the dialogue fits.
        Step = "step",
        /// Words that the cause or its article uses.
        Words = "words",
    }
}

vocabulary! {
    /// Whether an article explains a problem or shows how to do something.
    ArticleKind ("kind") {
        /// Holds causes, which are ranked.
        Problem = "problem",
        /// Holds none; it is found by its words and never offered as a cause.
        Guide = "guide",
    }
}

vocabulary! {
    /// A language of the interface and the articles.
    Lang ("language") {
        /// English.
        En = "en",
        /// Chinese, simplified.
        Zh = "zh",
    }
}

vocabulary! {
    /// What kind of thing was pasted.
    Kind ("kind") {
        /// One or a few lines of an error message.
        ErrorText = "error-text",
        /// A mail that reports on another mail.
        Bounce = "bounce",
        /// An SMTP dialogue.
        Transcript = "transcript",
        /// Lines of a mail log.
        Log = "log",
        /// Nothing but one code, article id or alias.
        Code = "code",
        /// Words of a person who describes a problem.
        Question = "question",
        /// Nothing that has to do with mail.
        Unrecognised = "unrecognised",
    }
}

vocabulary! {
    /// What a mail is that reports no final failure.
    KindOf ("kind_of") {
        /// An absence or other automatic answer.
        AutoReply = "auto-reply",
        /// A delivery or read receipt, or any report of success.
        Receipt = "receipt",
        /// A complaint in the Abuse Reporting Format (RFC 5965).
        Feedback = "feedback",
        /// The message is late, not lost.
        DelayNotice = "delay-notice",
        /// A newsletter or other bulk mail.
        Newsletter = "newsletter",
        /// A notice of a virus scanner.
        VirusNotice = "virus-notice",
        /// A challenge that asks the sender to confirm the message.
        Challenge = "challenge",
        /// Any other ordinary mail.
        OrdinaryMail = "ordinary-mail",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_itself() {
        for reason in Reason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(*reason));
        }
        for step in Step::ALL {
            assert_eq!(step.as_str().parse(), Ok(*step));
        }
    }

    #[test]
    fn an_unknown_word_names_the_known_ones() {
        let error = "no-such".parse::<Retry>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown retry `no-such`; use one of: no, server-retries, later"
        );
    }
}
