//! The steps of a fix as notes take them: words, code in them, and commands with what running them does.

use super::commands::{Effect, effect};

/// How a line of commands begins in a step ([`crate::articles::CauseText::fix_steps`]).
const COMMAND: &str = "    ";

/// A part of a step.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// One line, in pieces: whether each is code, and its text.
    Words(Vec<(bool, String)>),
    /// Commands in lines of their own.
    Commands {
        effect: Option<Effect>,
        lines: String,
    },
}

/// The parts of a step in their order.
pub(super) fn parts(step: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in step.lines() {
        match (line.strip_prefix(COMMAND), parts.last_mut()) {
            (Some(command), Some(Part::Commands { lines, .. })) => {
                lines.push('\n');
                lines.push_str(command);
            }
            (Some(command), _) => parts.push(Part::Commands {
                effect: None,
                lines: command.to_owned(),
            }),
            (None, _) => parts.push(Part::Words(pieces(line))),
        }
    }
    for part in &mut parts {
        if let Part::Commands { effect: own, lines } = part {
            *own = effect(lines);
        }
    }
    parts
}

/// Words and code of a line in turn; code stands between backticks.
pub(super) fn pieces(line: &str) -> Vec<(bool, String)> {
    line.split('`')
        .zip([false, true].into_iter().cycle())
        .map(|(piece, is_code)| (is_code, piece.to_owned()))
        .filter(|(_, piece)| !piece.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_commands_are_told_apart() {
        let words = |text: &str| Part::Words(vec![(false, text.to_owned())]);
        let step =
            "Look it up:\n    dig +short mx example.net\n    dig txt example.net\nThen wait.";
        assert_eq!(
            parts(step),
            [
                words("Look it up:"),
                Part::Commands {
                    effect: Some(Effect::Reads),
                    lines: "dig +short mx example.net\ndig txt example.net".to_owned(),
                },
                words("Then wait."),
            ]
        );
        assert_eq!(
            parts("Ask for `250 2.1.5`"),
            [Part::Words(vec![
                (false, "Ask for ".to_owned()),
                (true, "250 2.1.5".to_owned())
            ])]
        );
        assert_eq!(parts(""), []);
    }
}
