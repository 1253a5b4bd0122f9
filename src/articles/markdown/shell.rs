//! Commands of a shell: how a value is set in one so that it can do no harm there.

/// Where a value stands, which decides how it is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Between words for people: as it is.
    Prose,
    /// A word of a POSIX shell command.
    Sh,
    /// A word of a `PowerShell` command.
    PowerShell,
    /// A word of a command of either.
    AnyShell,
    /// Inside quotes, a comment or a here-document of a command: only a value that means itself everywhere.
    Quoted,
}

impl Setting {
    /// The value as it may stand here; nothing if it cannot be made safe.
    pub(super) fn quoted(self, value: &str) -> Option<String> {
        if self == Self::Prose || is_shell_safe(value) {
            return Some(value.to_owned());
        }
        // An option, or a value that would end the quotes the author wrote around it.
        if value.starts_with('-') {
            return None;
        }
        match self {
            Self::Prose => Some(value.to_owned()),
            Self::Sh => Some(format!("'{}'", value.replace('\'', r"'\''"))),
            Self::PowerShell => {
                let doubled = value
                    .chars()
                    .flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(is_single_quote(c))));
                Some(format!("'{}'", doubled.collect::<String>()))
            }
            Self::AnyShell => {
                let quotable = !value.chars().any(|c| is_single_quote(c) || c == '\\');
                quotable.then(|| format!("'{value}'"))
            }
            Self::Quoted => None,
        }
    }
}

/// Means itself in every shell.
fn is_shell_safe(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphanumeric())
        && value.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'@' | b':' | b'+' | b'-')
        })
}

/// `PowerShell` takes the typographic ones for quotes too.
fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}'..='\u{201e}')
}

/// How far a command has been read: whether the next word stands inside quotes or a comment.
pub(super) struct Shell {
    setting: Setting,
    inside: Option<Inside>,
    escaped: bool,
    word_start: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Single,
    Double,
    Comment,
}

impl Shell {
    /// A command of which nothing has been read.
    pub(super) fn new(setting: Setting, whole: &str) -> Self {
        // Here-documents and command substitution have rules of their own: nothing that needs quotes goes in there.
        let own_rules = match setting {
            Setting::Prose => false,
            Setting::PowerShell => whole.contains("@'") || whole.contains("@\""),
            // What a backslash does depends on the shell.
            Setting::AnyShell => whole.contains(['\\', '`']) || whole.contains("<<"),
            _ => whole.contains("<<") || whole.contains('`'),
        };
        Self {
            setting: if own_rules { Setting::Quoted } else { setting },
            inside: None,
            escaped: false,
            word_start: true,
        }
    }

    /// Where a value would stand that came next.
    pub(super) fn setting(&self) -> Setting {
        match (self.setting, self.inside, self.escaped) {
            (Setting::Prose, ..) => Setting::Prose,
            (setting, None, false) => setting,
            _ => Setting::Quoted,
        }
    }

    /// Reads on.
    pub(super) fn read(&mut self, text: &str) {
        let escape = if self.setting == Setting::PowerShell {
            '`'
        } else {
            '\\'
        };
        for c in text.chars() {
            if self.escaped {
                self.escaped = false;
                continue;
            }
            match (self.inside, c) {
                (None | Some(Inside::Double), c) if c == escape => self.escaped = true,
                (None, c) if is_single_quote(c) => self.inside = Some(Inside::Single),
                (None, c) if is_double_quote(c) => self.inside = Some(Inside::Double),
                (None, '#') if self.word_start => self.inside = Some(Inside::Comment),
                (Some(Inside::Single), c) if is_single_quote(c) => self.inside = None,
                (Some(Inside::Double), c) if is_double_quote(c) => self.inside = None,
                (Some(Inside::Comment), '\n') => self.inside = None,
                _ => {}
            }
            self.word_start = c.is_whitespace() || matches!(c, ';' | '|' | '&' | '(');
        }
    }
}
