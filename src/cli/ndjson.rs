//! Many pastes in a stream: one JSON object a line in, one answer a line out, in order.

use std::{
    io::{BufRead, BufWriter, Read, Write},
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

/// A line that is longer than this is answered with an error and skipped, in bytes.
const LONGEST_LINE: u64 = 64 << 20;
/// Lines that wait for one worker.
const WAITING: usize = 16;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    text: Option<String>,
    base64: Option<String>,
}

/// Answers every line of `input` by `answer`, which gets the id and the bytes to diagnose. Work is spread over the
/// machine's cores; answers come out in the order of the lines, each as soon as it and those before it are ready.
///
/// # Errors
/// If the input cannot be read or the output cannot be written; a reader that went away ends the run.
pub(super) fn run(
    input: impl BufRead + Send,
    output: impl Write,
    answer: impl Fn(Value, &[u8]) -> serde_json::Result<String> + Sync,
) -> std::io::Result<()> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let mut lines = Vec::new();
        let mut answers = Vec::new();
        for _ in 0..workers {
            let (line_to, line_from) = sync_channel::<Vec<u8>>(WAITING);
            let (answer_to, answer_from) = sync_channel::<String>(WAITING);
            let answer = &answer;
            scope.spawn(move || {
                for line in line_from {
                    if answer_to.send(answered(&line, answer)).is_err() {
                        return;
                    }
                }
            });
            lines.push(line_to);
            answers.push(answer_from);
        }
        let reader = scope.spawn(move || deal(input, &lines));
        let written = collect(output, &answers);
        drop(answers);
        match reader.join() {
            Ok(read) => written.and(read),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Deals the lines out to the workers, one after the other.
fn deal(mut input: impl BufRead, workers: &[SyncSender<Vec<u8>>]) -> std::io::Result<()> {
    let mut turns = workers.iter().cycle();
    loop {
        let mut line = Vec::new();
        let read = input
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if !line.ends_with(b"\n") && read as u64 == LONGEST_LINE {
            // What is cut off is no JSON any more, so the worker answers with an error; the rest must not become a line.
            input.skip_until(b'\n')?;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Some(worker) = turns.next() else {
            return Ok(());
        };
        if worker.send(line).is_err() {
            return Ok(());
        }
    }
}

/// Takes the answers from the workers in the same turn and writes them; flushes when the next is not ready yet.
fn collect(output: impl Write, workers: &[Receiver<String>]) -> std::io::Result<()> {
    let mut output = BufWriter::new(output);
    for worker in workers.iter().cycle() {
        let answer = match worker.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Disconnected) => break,
            Err(TryRecvError::Empty) => {
                output.flush()?;
                let Ok(answer) = worker.recv() else { break };
                answer
            }
        };
        writeln!(output, "{answer}")?;
    }
    output.flush()
}

fn answered(line: &[u8], answer: &impl Fn(Value, &[u8]) -> serde_json::Result<String>) -> String {
    let answered = read(line).and_then(|(id, bytes)| {
        // A fault in a reader costs one answer, not those of all other lines.
        catch_unwind(AssertUnwindSafe(|| answer(id, &bytes)))
            .map_err(|_| "reading this failed; please report it".to_owned())?
            .map_err(|error| error.to_string())
    });
    answered.unwrap_or_else(|error| json!({ "id": null, "error": error }).to_string())
}

fn read(line: &[u8]) -> Result<(Value, Vec<u8>), String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| {
        format!("not an object {{\"id\", \"text\"}} or {{\"id\", \"base64\"}}: {error}")
    })?;
    let bytes = match (line.text, line.base64) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(base64)) => STANDARD
            .decode(base64.trim())
            .map_err(|error| format!("`base64` cannot be decoded: {error}"))?,
        _ => return Err("give either `text` or `base64`".to_owned()),
    };
    Ok((line.id, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &[&str]) {
        let mut output = Vec::new();
        let answer = |id: Value, bytes: &[u8]| {
            serde_json::to_string(&json!([id, String::from_utf8_lossy(bytes)]))
        };
        run(input.as_bytes(), &mut output, answer).unwrap();
        let output = String::from_utf8(output).unwrap();
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{output}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.contains(expected), "{line} lacks {expected}");
        }
    }

    #[test]
    fn every_line_is_answered_in_order() {
        let numbered: Vec<String> = (0..200)
            .map(|number| format!("{{\"id\":\"{number}\",\"text\":\"a\"}}"))
            .collect();
        let expected: Vec<String> = (0..200)
            .map(|number| format!("[\"{number}\",\"a\"]"))
            .collect();
        check(
            &numbered.join("\n"),
            &expected.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        check("{\"id\":7,\"base64\":\"aGk=\"}", &["[7,\"hi\"]"]);
        check("", &[]);
    }

    #[test]
    fn a_bad_line_is_answered_and_the_run_goes_on() {
        check(
            "nonsense\n{\"id\":1}\n{\"id\":1,\"base64\":\"***\"}\n{\"id\":2,\"text\":\"b\"}\n",
            &[
                "not an object",
                "either `text` or `base64`",
                "cannot be decoded",
                "[2,\"b\"]",
            ],
        );
    }
}
